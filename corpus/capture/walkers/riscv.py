# SPDX-License-Identifier: MIT
"""Independent reading of RISC-V IOMMU tables: device directory, device contexts and first-stage page tables."""

import struct

import fdt
import pci
from walkers.ranges import AddressSpace

SCHEMES = {8: ("Sv39", 3), 9: ("Sv48", 4), 10: ("Sv57", 5)}
MODES = ("off", "bare", "1lvl", "2lvl", "3lvl")


def bits(word, high, low):
    """Bits high..low of a word."""
    return word >> low & (1 << high - low + 1) - 1


def frame(word):
    """The address in a page table entry, a directory entry or a register with a page number at bit 10."""
    return bits(word, 53, 10) << 12


class Walker:
    """Walks everything that the registers of one unit point at."""

    def __init__(self, memory, registers, firmware):
        self.memory, self.registers = memory, registers["riscv_iommu"][0]
        self.hosts = fdt.parse(firmware["fdt"]).with_property("iommu-map")
        self.errors = []
        self.spaces, self.contexts = {}, {}
        self.leaves = {"leafs": 0, "leafs_without_U": 0}

    def truth(self):
        """The part of truth.json that the tables decide."""
        capabilities, pointer = self.registers["CAP"], self.registers["DDTP"]
        wide = bool(capabilities >> 22 & 1)
        mode = MODES[pointer & 15]
        for base in ("CQB", "FQB", "PQB"):
            if self.registers[base]:
                entry = 32 if base == "FQB" else 16
                self.memory.read(frame(self.registers[base]), entry << (self.registers[base] & 31) + 1)
        if mode.endswith("lvl"):
            self._directory(frame(pointer), int(mode[0]) - 1, 0, wide)
        return {
            "arch": "riscv-iommu",
            "iommu": {"base": hex(self.registers["base"]), "caps": hex(capabilities), "ddtp": hex(pointer),
                      "ddtp_mode": mode, "dc_size": 64 if wide else 32, "fctl": f"{self.registers['FCTL']:#010x}"},
            "valid_device_contexts": [hex(number) for number, context in sorted(self.contexts.items())
                                      if context["words"][0] & 1],
            "pte_stats": self.leaves,
            "errors": self.errors,
        }

    def _page(self, address, what):
        data = self.memory.read(address, 0x1000)
        if data is None:
            self.errors.append(f"{what} at {address:#x} is not in memory")
        return data

    def _directory(self, table, level, prefix, wide):
        """One page of the directory; `prefix` are the bits of the device id above it."""
        data = self._page(table, "device directory")
        if data is None:
            return
        if level == 0:
            size = 64 if wide else 32
            for index in range(0x1000 // size):
                words = struct.unpack_from(f"<{size // 8}Q", data, index * size)
                self.contexts[prefix * (0x1000 // size) + index] = {"at": table + index * size, "words": words}
            return
        for index in range(512):
            (word,) = struct.unpack_from("<Q", data, index * 8)
            if word & 1:
                self._directory(frame(word), level - 1, prefix << 9 | index, wide)

    def _space(self, kind, root):
        key = f"{kind[0]}:{root:#x}"
        if key not in self.spaces:
            self.spaces[key] = AddressSpace(kind[0], root, kind[1])
            self._walk(self.spaces[key], root, kind[1] - 1, 0)
        return self.spaces[key]

    def _walk(self, space, table, level, iova):
        data = self._page(table, "page table")
        if data is None:
            return
        size = 0x1000 << 9 * level
        for index, word in enumerate(struct.unpack("<512Q", data)):
            place = iova + index * size
            if not word & 1:
                continue
            if word >> 54 or bits(word, 3, 1) in (2, 6):
                self.errors.append(f"entry {word:#x} of level {level} at {table:#x} is of a kind "
                                   "this walker does not read")
            elif word & 0xE:
                self._leaf(space, word, place, size)
            elif level:
                self._walk(space, frame(word), level - 1, place)
            else:
                self.errors.append(f"entry {word:#x} at {table:#x} points below the last level")

    def _leaf(self, space, word, place, size):
        """A leaf: accessed and dirty must be set, since nothing sets them (SADE is refused)."""
        self.leaves["leafs"] += 1
        if not word & 0x10:
            self.leaves["leafs_without_U"] += 1
            return
        if frame(word) & size - 1:
            self.errors.append(f"leaf {word:#x} for {place:#x} is not aligned to {size:#x}")
            return
        readable = word & 0x42 == 0x42
        writable = word & 0xC4 == 0xC4
        space.add(place, frame(word), size, "R" * readable + "W" * writable)

    def devices(self, functions, _):
        """The value of `devices` for the functions of the machine."""
        return {name: self._device(function, functions) for name, function in functions.items()}

    def _device(self, function, functions):
        truth = pci.described(function, functions)
        number = fdt.mapped_id(self.hosts[0], int(truth["dma_rids"][-1], 16))
        if number is None:
            return truth | {"device_id": None, "ranges": [], "mode": "bypass", "why": "no iommu-map"}
        truth |= {"device_id": hex(number[1]), "ranges": []}
        context = self.contexts.get(number[1])
        if self.registers["DDTP"] & 15 < 2:
            return truth | {"mode": "bypass" if self.registers["DDTP"] & 15 else "blocked", "why": "DDTP.iommu_mode"}
        if context is None:
            return truth | {"mode": "blocked", "why": "no directory entry"}
        words = context["words"]
        truth |= {"dc": hex(context["at"]), "dc_words": [f"{word:#018x}" for word in words]}
        if not words[0] & 1:
            return truth | {"mode": "blocked", "why": "DC.tc.V=0"}
        return truth | self._context(words)

    def _context(self, words):
        control, second, attributes, first = words[:4]
        found = {"iohgatp_mode": second >> 60, "fsc_mode": first >> 60, "pdtv": bool(control >> 5 & 1),
                 "en_ats": bool(control >> 1 & 1), "sade": bool(control >> 8 & 1), "pscid": bits(attributes, 31, 12),
                 "msiptp_mode": words[4] >> 60 if len(words) > 4 else 0}
        if second >> 60 or found["pdtv"] or found["sade"] or found["msiptp_mode"]:
            self.errors.append(f"device context {[hex(word) for word in words]} is of a kind this walker does not read")
            return found | {"mode": "blocked"}
        if not first >> 60:
            return found | {"mode": "bypass"}
        if first >> 60 not in SCHEMES:
            return found | {"mode": "blocked", "why": "DC.fsc mode"}
        space = self._space(SCHEMES[first >> 60], bits(first, 43, 0) << 12)
        return found | {"mode": "translated", "scheme": space.kind, "root": hex(space.root),
                        "ranges": space.described()}

    @staticmethod
    def selected(_, data):
        """What a message selects: without interrupt remapping, whatever its data says."""
        return {"data": data}
