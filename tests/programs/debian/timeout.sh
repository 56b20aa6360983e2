timeout 0.1 sleep 5
echo $?
timeout -s KILL 0.1 sleep 5
echo $?
timeout 5 true
echo $?
nice -n 3 nice
nohup echo x
env -i A=1 printenv
env -S 'echo a b'
stdbuf -oL true
echo $?
