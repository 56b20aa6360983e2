printf "%.15g %s %s %s\n", exp(1), 2 ** 0.5, 1e21, 0.1 + 0.2;
print join(" ", 2 ** 40, 7 % -3, -7 / 2, 0xffffffff + 1, 18446744073709551615, int(-3.7), "10" + "0x10", ~0), "\n";
print join(" ", sin 1, cos 1, atan2(1, 2), sqrt 3, log 10), "\n";
printf "%b %o %e %g\n", 37, 37, 1234.5, 1e-10;
