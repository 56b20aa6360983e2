BEGIN {
  printf "%.17g %g %d %x\n", 0.1 + 0.2, 1e100, -7.9, 255
  print 2 ** 0.5, sin(1), exp(1), atan2(1, 2), log(10), int(1e15 / 3), 2 ^ 53 + 1
  srand(1)
  print rand() < 1
}
