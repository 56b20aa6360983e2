sort -u prose > a
sort -m a a | uniq -c | head -3
sort -R --random-source=noise table | sort | sha1sum
sort -V <<< $'a10\na9'
sort -h <<< $'2K\n1M\n3'
sort -c prose
echo $?
