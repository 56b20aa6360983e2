coproc cat
echo through >&${COPROC[1]}
read -u ${COPROC[0]} y
echo $y
kill $!
