/// tests/machines/linux_user/elf_builder.h — small ELF files, right or wrong on purpose.
#pragma once

#include <elf.h>

#include <cstring>
#include <vector>

#include "core/base/reorder.h"
#include "machines/linux_user/elf_file.h"

namespace sosie::linux_user {

/// A program with an executable segment at 0x10000 and a writable one at 0x30000 that has zeros behind its bytes.
struct ElfBuilder {
  Elf32_Ehdr header{};
  std::vector<Elf32_Phdr> segments;
  std::size_t file_bytes = 0x2000;
  ByteOrder order = ByteOrder::kLittle;

  ElfBuilder() {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_EXEC;
    header.e_machine = EM_ARM;
    header.e_entry = 0x10100;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof(Elf32_Phdr);
    add(PT_LOAD, 0, 0x10000, 0x1000, 0x1000, PF_R | PF_X);
    add(PT_LOAD, 0x1000, 0x30000, 0x800, 0x2800, PF_R | PF_W);
  }

  void make_m68k() {
    order = ByteOrder::kBig;
    header.e_ident[EI_DATA] = ELFDATA2MSB;
    header.e_machine = EM_68K;
  }

  Elf32_Phdr& add(u32 type, u32 offset, u32 address, u32 in_file, u32 in_memory, u32 flags) {
    return segments.emplace_back(Elf32_Phdr{type, offset, address, address, in_file, in_memory, flags, 0x1000});
  }

  std::vector<u8> bytes() const {
    std::vector<u8> file(file_bytes);
    Elf32_Ehdr written = header;
    if (written.e_phnum == 0) written.e_phnum = static_cast<u16>(segments.size());
    reorder(written, order);
    std::vector<Elf32_Phdr> table_entries = segments;
    for (Elf32_Phdr& entry : table_entries) reorder(entry, order);
    // What may be changed by a test must not change where things are written.
    if (file_bytes > 0) std::memcpy(file.data(), &written, std::min(file_bytes, sizeof written));
    const std::size_t table = segments.size() * sizeof(Elf32_Phdr);
    if (file_bytes >= sizeof written + table) std::memcpy(file.data() + sizeof written, table_entries.data(), table);
    for (std::size_t i = sizeof written + table; i < file_bytes; ++i) file[i] = static_cast<u8>(i * 7);
    return file;
  }
};

}  // namespace sosie::linux_user
