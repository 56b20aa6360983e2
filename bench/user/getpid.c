// A million system calls that do next to nothing: what the way into the kernel and back costs.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t calls = scaled(1000000, argc, argv);
  const long process = (long)getpid();
  uint32_t same = 0;
  for (uint32_t i = 0; i < calls; ++i) same += syscall(SYS_getpid) == process;
  // The number itself differs from run to run, so the checksum is how often it was the right one.
  printf("getpid %u calls, checksum %08x\n", (unsigned)calls, (unsigned)same);
  return 0;
}
