shuf --random-source=noise -n 4 table
shuf -i 1-9 | sort -n | tr -d '\n'
shred -u table
ls table
mktemp -u t.XXXX | wc -c
paste -sd+ <(seq 9) | bc
