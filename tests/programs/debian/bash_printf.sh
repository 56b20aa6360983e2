printf '%5.2f|%x|%#o|%e|%(%F)T|%b|%q\n' 3.14159 255 8 12345.678 0 'a\tb' 'c d'
printf -v v '%03d' 7
echo $v
echo -e '\x41\u00e9'
