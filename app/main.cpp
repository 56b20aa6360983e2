#include "app/command_line.h"
#include "app/heap.h"

int main(int argc, char** argv) {
  sosie::app::prepare_heap();
  return sosie::app::run_command_line({argv, argv + argc});
}
