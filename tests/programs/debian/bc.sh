echo 'scale=60; 4*a(1); e(1); sqrt(2); 2^200; s(1)/c(1); obase=16; 255' | bc -l
echo '20k 2v p 10 16o p' | dc
