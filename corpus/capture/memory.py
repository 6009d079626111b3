# SPDX-License-Identifier: MIT
"""Physical memory of a stopped guest: reads the full ELF core, writes the sparse one."""

import mmap
import struct

PAGE = 0x1000
HEADER_FIELDS, SEGMENT_FIELDS = "16sHHIQQQIHHHHHH", "IIQQQQQQ"
HEADER, SEGMENT = struct.Struct("<" + HEADER_FIELDS), struct.Struct("<" + SEGMENT_FIELDS)
LOAD = 1


class Memory:
    """The PT_LOAD segments of an ELF core by physical address."""

    def __init__(self, path):
        self._file = open(path, "rb")
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:5] != b"\x7fELF\x02":
            raise ValueError("the dump is not an ELF64 file")
        order = "<" if self._map[5] == 1 else ">"
        header = struct.unpack_from(order + HEADER_FIELDS, self._map)
        self.machine = header[2]
        offset, size, count = header[5], header[9], header[10]
        self.segments = []
        for index in range(count):
            kind, _, start, _, physical, length, _, _ = struct.unpack_from(order + SEGMENT_FIELDS, self._map,
                                                                           offset + index * size)
            if kind == LOAD and length:
                self.segments.append((physical, length, start))
        self.segments.sort()

    def close(self):
        """Lets go of the file."""
        self._map.close()
        self._file.close()

    def read(self, address, length):
        """The bytes at an address, or None where the dump holds none."""
        for physical, size, start in self.segments:
            if physical <= address and address + length <= physical + size:
                begin = start + address - physical
                return self._map[begin:begin + length]
        return None

    def extents(self):
        """[address, size] of RAM, touching segments joined."""
        joined = []
        for physical, size, _ in self.segments:
            if joined and joined[-1][0] + joined[-1][1] == physical:
                joined[-1][1] += size
            else:
                joined.append([physical, size])
        return joined


class Recorder:
    """Reads memory for a walker and remembers which pages it needed and which were missing."""

    def __init__(self, memory):
        self.memory = memory
        self.pages = set()
        self.missing = set()

    def read(self, address, length):
        """The bytes at an address, or None; every page they lie on is recorded."""
        for page in range(address & -PAGE, address + length, PAGE):
            present = self.memory.read(page, PAGE) is not None
            (self.pages if present else self.missing).add(page)
        return self.memory.read(address, length)


def runs(pages):
    """(first address, number of pages) of consecutive pages."""
    found = []
    for page in sorted(pages):
        if found and found[-1][0] + found[-1][1] * PAGE == page:
            found[-1][1] += 1
        else:
            found.append([page, 1])
    return found


def sparse_core(memory, pages):
    """An ELF core of the given pages only, one PT_LOAD for each run of pages."""
    pieces = runs(pages)
    start = (HEADER.size + SEGMENT.size * len(pieces) + PAGE - 1) & -PAGE
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    core = [HEADER.pack(ident, 4, memory.machine, 1, 0, HEADER.size, 0, 0, HEADER.size, SEGMENT.size, len(pieces),
                        64, 0, 0)]
    body, offset = [], start
    for address, count in pieces:
        size = count * PAGE
        core.append(SEGMENT.pack(LOAD, 4, offset, 0, address, size, size, 0))
        body.append(memory.read(address, size))
        offset += size
    head = b"".join(core)
    return head + bytes(start - len(head)) + b"".join(body)
