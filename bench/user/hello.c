// Prints a line: what starting and ending a program costs.
#include <stdio.h>

int main(void) {
  printf("hello\n");
  return 0;
}
