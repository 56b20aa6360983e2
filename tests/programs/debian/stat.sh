stat -c '%n %s %a %F %h %y' table tree tree/link
stat -f -c %S . > /dev/null
echo $?
touch -d @86400 table
stat -c %Y table
date -u -r table +%FT%T.%N
