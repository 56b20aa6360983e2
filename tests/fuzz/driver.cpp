// Runs a fuzz target where there is no libFuzzer: on random bytes from a fixed seed, and on files named as arguments
// with a few bytes changed.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

constexpr unsigned kInputs = 20'000, kMaxBytes = 512;

using Bytes = std::vector<unsigned char>;

Bytes random_bytes(std::mt19937& random) {
  Bytes bytes(random() % kMaxBytes);
  for (unsigned char& b : bytes) b = static_cast<unsigned char>(random());
  return bytes;
}

Bytes changed(Bytes bytes, std::mt19937& random) {
  if (bytes.empty()) return bytes;
  for (unsigned n = 1 + random() % 8; n > 0; --n) bytes[random() % bytes.size()] = static_cast<unsigned char>(random());
  if (random() % 4 == 0) bytes.resize(random() % bytes.size());
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  std::mt19937 random(20240607);
  std::vector<Bytes> examples;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    examples.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  for (unsigned n = 0; n < kInputs; ++n) {
    const bool from_example = !examples.empty() && n % 2 == 0;
    const Bytes input = from_example ? changed(examples[n / 2 % examples.size()], random) : random_bytes(random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%u inputs\n", kInputs);
  return 0;
}
