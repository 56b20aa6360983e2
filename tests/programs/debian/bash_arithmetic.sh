i=0
s=1
while ((i < 300)); do ((s = (s * 69069 + i) & 0x7fffffff, i++)); done
echo $s $((2**62 - 1)) $((-7 / 2)) $((-7 % 3)) $((36#zz))
