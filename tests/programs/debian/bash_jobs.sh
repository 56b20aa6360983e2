sleep 0.2 &
sleep 0.1 &
wait -n
echo $?
wait
jobs | wc -l
(exit 7) &
wait $!
echo $?
