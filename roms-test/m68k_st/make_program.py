#!/usr/bin/env python3
"""Makes a GEMDOS program of an ELF file that program.ld linked with its relocations (--emit-relocs).

Source: "GEMDOS Reference Manual" (Atari, 1986), Executable File Format.
"""
import struct
import sys

SHT_RELA, SHT_NOBITS, R_68K_32 = 4, 8, 1
FAR = 254  # bytes to the next place that one byte can tell

elf_name, program_name = sys.argv[1:]
elf = open(elf_name, "rb").read()
(section_headers,) = struct.unpack_from(">I", elf, 32)
size, count, names = struct.unpack_from(">HHH", elf, 46)
headers = [struct.unpack_from(">10I", elf, section_headers + i * size) for i in range(count)]


def name_of(header):
    start = headers[names][4] + header[0]
    return elf[start:elf.index(b"\0", start)].decode()


sections = {name_of(header): header for header in headers}


def bytes_of(name):
    return sections[name][5] if name in sections else 0


image = b"".join(elf[sections[name][4]:sections[name][4] + sections[name][5]]
                 for name in (".text", ".data") if bytes_of(name))
places = []
for header in headers:
    if header[1] == SHT_RELA:
        for at in range(header[4], header[4] + header[5], 12):
            place, info, _ = struct.unpack_from(">IIi", elf, at)
            if info & 0xFF == R_68K_32:
                places.append(place)
places.sort()

table = struct.pack(">I", places[0] if places else 0)
for before, place in zip(places, places[1:]):
    far, near = divmod(place - before, FAR)
    if near == 0:
        far, near = far - 1, FAR
    table += b"\1" * far + bytes([near])
header = struct.pack(">HIIIIIIH", 0x601A, bytes_of(".text"), bytes_of(".data"), bytes_of(".bss"), 0, 0, 0, 0)
with open(program_name, "wb") as program:
    program.write(header + image + table + (b"\0" if places else b""))
