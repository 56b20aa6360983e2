#include "app/command_line.h"

int main(int argc, char** argv) { return sosie::app::run_command_line({argv, argv + argc}); }
