diff <(sort table) <(sort -u table)
cat <(echo a) <(echo b) > >(rev)
sleep 0.1
