trap 'echo usr1' USR1
trap 'echo bye' EXIT
kill -USR1 $BASHPID
(kill -SEGV $BASHPID) 2>/dev/null
echo $?
(trap '' TERM; kill $BASHPID; echo alive)
exit 9
