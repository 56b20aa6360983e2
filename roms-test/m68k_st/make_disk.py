#!/usr/bin/env python3
"""Makes a floppy image (720 KB, .st) whose boot sector is the given program, with the sum that makes it executable."""
import struct
import sys

SECTOR = 512
DISK = 80 * 2 * 9 * SECTOR
BOOT_SUM = 0x1234

program, disk = sys.argv[1:]
code = open(program, "rb").read()
if len(code) > SECTOR - 2:
    sys.exit(f"{program}: {len(code)} bytes, a boot sector holds {SECTOR - 2}")
code = code.ljust(SECTOR - 2, b"\0")
words = struct.unpack(">255H", code)
code += struct.pack(">H", (BOOT_SUM - sum(words)) & 0xFFFF)
with open(disk, "wb") as image:
    image.write(code.ljust(DISK, b"\0"))
