grep -rc e tree | sort
grep -c x noise
grep -q nothing prose
echo $?
grep -F -f <(cut -d, -f1 table) table | wc -l
grep x missing
echo $?
grep -abo ab noise | head -2
