no_such_command 2>/dev/null
echo $?
./table 2>/dev/null
echo $?
exit 300
