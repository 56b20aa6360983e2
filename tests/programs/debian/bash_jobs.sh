sleep 0.2 &
sleep 0.1 &
wait -n
echo $?
wait
(exit 7) &
wait $!
echo $?
