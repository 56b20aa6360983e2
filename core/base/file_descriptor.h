/// core/base/file_descriptor.h — an open file of the host's, closed at the end.
#pragma once

#include <unistd.h>

#include <utility>

namespace sosie {

class FileDescriptor {
 public:
  /// \param number as open() gave it; negative: none.
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }

  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace sosie
