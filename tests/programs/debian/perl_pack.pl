print join(",", unpack("N n C d f q A3 w", pack("N n C d f q A3 w", 1, 2, 3, 4.5, 0.5, -6, "ab", 300))), "\n";
print unpack("H*", pack("v V U", 258, 65536, 233)), "\n";
print sprintf("%vd", "1.22.333"), " ", crypt("a", "ab"), "\n";
