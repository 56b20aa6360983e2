factor 1234567890123456789 18446744073709551557
numfmt --to=iec 123456789 1000
seq -s, 1 0.5 4
expr 17 \* 3 % 7
printf '%.3f\n' 2.0005
od -An -tfD -N 32 noise
od -tx1 -c -N 20 table
