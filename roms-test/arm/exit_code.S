// Ends at once with a status of its own.
// expect exit 42
#include "program.inc"

.globl _start
_start:
  exit 42
