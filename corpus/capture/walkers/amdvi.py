# SPDX-License-Identifier: MIT
"""Independent reading of AMD-Vi tables with v1 page tables: which pages the unit reads and what they say."""

import collections
import struct

from walkers.pc import PcWalker
from walkers.ranges import AddressSpace, requester

FRAME = 0x000F_FFFF_FFFF_F000
RIGHTS = ("", "R", "W", "RW")


def bits(word, high, low):
    """Bits high..low of a word."""
    return word >> low & (1 << high - low + 1) - 1


class Walker(PcWalker):
    """Walks everything that the registers of one unit point at."""

    def __init__(self, memory, registers, acpi):
        self.memory, self.registers, self.acpi = memory, registers, acpi
        self.errors = []
        self.spaces, self.tables = {}, {}
        self.classes = collections.Counter()

    def truth(self):
        """The part of truth.json that the tables decide."""
        device_table, control = self.registers["DEVTAB_BASE"], self.registers["CONTROL"]
        for name, enable in (("CMDBUF_BASE", 12), ("EVTLOG_BASE", 2)):
            if control >> enable & 1:
                base = self.registers[name]
                self.memory.read(base & FRAME, 16 << bits(base, 59, 56))
        wide = bool(control >> 17 & 1)
        count = (bits(device_table, 8, 0) + 1) * 128
        self.entries = self._entries(device_table & FRAME, count, wide) if control & 1 else {}
        return {
            "arch": "amd",
            "regs": {"DEVTAB": hex(device_table), "CONTROL": hex(control), "EFR": hex(self.registers["EXT_FEATURES"]),
                     "EXCL_BASE": hex(self.registers["EXCL_BASE"]), "EXCL_LIMIT": hex(self.registers["EXCL_LIMIT"])},
            "translation_enabled": bool(control & 1),
            "cmdbuf_enabled": bool(control >> 12 & 1),
            "ga_enabled": wide,
            "xt_enabled": bool(control >> 50 & 1),
            "devtab_entries": count,
            "exclusion_enabled": bool(self.registers["EXCL_BASE"] & 1),
            "entries": self.entries,
            "dte_classes": dict(self.classes),
            "address_spaces": {key: space.report() for key, space in self.spaces.items()},
            "irts": self.tables,
            "errors": self.errors,
        }

    def _entries(self, base, count, wide):
        table = self.memory.read(base, count * 32)
        if table is None:
            self.errors.append(f"device table at {base:#x} is not in memory")
            return {}
        return {requester(index): self._device(struct.unpack_from("<4Q", table, index * 32), wide)
                for index in range(count)}

    def _device(self, words, wide):
        low, domain, interrupts, _ = words
        raw = [hex(word) for word in words]
        self.classes[" ".join(raw)] += 1
        entry = {"v": low & 1, "tv": low >> 1 & 1, "mode_field": bits(low, 11, 9), "ir": low >> 61 & 1,
                 "iw": low >> 62 & 1, "did": domain & 0xFFFF, "gv": low >> 55 & 1, "iotlb": domain >> 32 & 1,
                 "sysmgt": bits(domain, 41, 40), "ioctl": bits(domain, 36, 35), "sd": domain >> 38 & 1,
                 "ex": domain >> 39 & 1, "iv": interrupts & 1, "inttablen": 1 << bits(interrupts, 4, 1),
                 "ig": interrupts >> 5 & 1, "int_root": hex(interrupts & 0x000F_FFFF_FFFF_FFC0),
                 "intctl": bits(interrupts, 61, 60), "initpass": interrupts >> 56 & 1,
                 "eintpass": interrupts >> 57 & 1, "nmipass": interrupts >> 58 & 1, "lint0pass": interrupts >> 62 & 1,
                 "lint1pass": interrupts >> 63, "raw": raw, "mode": self._mode(low)}
        if entry["mode"] == "translated":
            entry["space"] = self._space(low & FRAME, entry["mode_field"], bits(low, 62, 61))
        if entry["iv"] and entry["intctl"] == 2:
            self._interrupts(int(entry["int_root"], 16), entry["inttablen"], wide)
        return entry

    def _mode(self, low):
        if not low & 1:
            return "passthrough"
        if not low & 2:
            return "blocked"
        if bits(low, 11, 9) == 0:
            return "passthrough" if bits(low, 62, 61) == 3 else "blocked"
        if low >> 55 & 1 or bits(low, 11, 9) == 7:
            self.errors.append(f"device entry {low:#x} is of a kind this walker does not read")
            return "blocked"
        return "translated"

    def _space(self, root, levels, rights):
        key = f"v1:{root:#x}:L{levels}:{RIGHTS[rights]}"
        if key not in self.spaces:
            self.spaces[key] = AddressSpace("v1", root, levels)
            self._walk(self.spaces[key], root, levels, 0, rights)
        return key

    def _walk(self, space, table, level, iova, rights):
        data = self.memory.read(table, 0x1000)
        if data is None:
            self.errors.append(f"page table at {table:#x} is not in memory")
            return
        size = 1 << 12 + 9 * (level - 1)
        covered = 0
        for index, word in enumerate(struct.unpack("<512Q", data)):
            place, following = iova + index * size, bits(word, 11, 9)
            if not word & 1 or place < covered:
                continue
            effective = rights & bits(word, 62, 61)
            if following in (0, 7):
                length = size if following == 0 else self._encoded_size(word)
                covered = (place & -length) + length
                space.add(place & -length, word & FRAME & -length, length, RIGHTS[effective])
            elif following < level:
                self._walk(space, word & FRAME, following, place, effective)
            else:
                self.errors.append(f"entry {word:#x} of level {level} at {table:#x} does not go down")

    @staticmethod
    def _encoded_size(word):
        ones = 0
        while word >> 12 + ones & 1:
            ones += 1
        return 1 << 13 + ones

    def _interrupts(self, root, count, wide):
        if hex(root) in self.tables:
            return
        size = 16 if wide else 4
        table = self.memory.read(root, count * size)
        if table is None:
            self.errors.append(f"interrupt table at {root:#x} is not in memory")
            return
        present = []
        for index in range(count):
            words = struct.unpack_from("<QQ" if wide else "<I", table, index * size)
            if words[0] & 1:
                present.append(self._interrupt(index, words, wide))
        self.tables[hex(root)] = {"entries": count, "irte_bytes": size, "present": present}

    @staticmethod
    def _interrupt(index, words, wide):
        low = words[0]
        entry = {"index": index, "int_type": bits(low, 4, 2), "rqeoi": low >> 5 & 1, "dm": low >> 6 & 1,
                 "guest_mode": low >> 7 & 1 if wide else 0}
        if wide:
            entry |= {"vector": words[1] & 0xFF, "dest": bits(low, 31, 8) | bits(words[1], 63, 56) << 24}
        else:
            entry |= {"vector": bits(low, 23, 16), "dest": bits(low, 15, 8)}
        return entry | {"raw": [hex(word) for word in words]}

    @staticmethod
    def selected(_, data):
        """What a message selects: an entry of the device's own table."""
        return {"irte": data & 0x7FF}
