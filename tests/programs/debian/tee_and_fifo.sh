mkfifo p
tac < p &
seq 5 | tee a b > p
wait
cmp a b
yes | head -3
seq 100000 | tail -n 1
cat prose | dd bs=7 count=3 status=none iflag=fullblock
echo
sync -d a
echo $?
