# SPDX-License-Identifier: MIT
"""Independent reading of VT-d legacy-mode tables: which pages the unit reads and what they say."""

import struct

from walkers.pc import PcWalker
from walkers.ranges import AddressSpace, requester

FRAME = 0x000F_FFFF_FFFF_F000
TYPES = {0: "translated", 1: "translated", 2: "passthrough"}
LEVELS = {1: 3, 2: 4, 3: 5}


def pair(data, index):
    """The 128-bit entry `index` as two words."""
    return struct.unpack_from("<QQ", data, index * 16)


class Walker(PcWalker):
    """Walks everything that the registers of one unit point at."""

    def __init__(self, memory, registers, acpi):
        self.memory, self.registers, self.acpi = memory, registers, acpi
        self.errors = []
        self.spaces = {}

    def truth(self):
        """The part of truth.json that the tables decide."""
        status, root = self.registers["GSTS"], self.registers["RTADDR"]
        if root & 0xC00:
            raise ValueError("the root table is not in legacy mode")
        base, queue = self.registers["IRTA"], self.registers["IQA"]
        if status >> 26 & 1:
            self.memory.read(queue & FRAME, 0x1000 << (queue & 7))
        self.entries = self._entries(root & FRAME) if status >> 31 & 1 else {}
        return {
            "arch": "vtd",
            "regs": {name: hex(self.registers[name]) for name in ("GSTS", "RTADDR", "IRTA", "CAP", "ECAP")},
            "translation_enabled": bool(status >> 31 & 1),
            "intremap_enabled": bool(status >> 25 & 1),
            "queued_invalidation": bool(status >> 26 & 1),
            "compat_format_interrupts_allowed": bool(status >> 23 & 1),
            "caching_mode": bool(self.registers["CAP"] >> 7 & 1),
            "table_mode": "legacy",
            "pmen": hex(self.registers["PMEN"]),
            "entries": self.entries,
            "address_spaces": {key: space.report() for key, space in self.spaces.items()},
            "errors": self.errors,
            "irt": self._interrupts(base) if status >> 25 & 1 else None,
            "acpi_dmar": self._dmar(self.acpi.get("DMAR")),
        }

    def _page(self, address, what):
        data = self.memory.read(address, 0x1000)
        if data is None:
            self.errors.append(f"{what} at {address:#x} is not in memory")
        return data

    def _entries(self, root):
        entries = {}
        table = self._page(root, "root table")
        for bus in range(256 if table else 0):
            low, _ = pair(table, bus)
            if not low & 1:
                continue
            contexts = self._page(low & FRAME, "context table")
            for function in range(256 if contexts else 0):
                words = pair(contexts, function)
                if words[0] & 1:
                    entries[requester(bus << 8 | function)] = self._context(words)
        return entries

    def _context(self, words):
        kind, width = words[0] >> 2 & 3, words[1] & 7
        entry = {"present": True, "fpd": words[0] >> 1 & 1, "tt": kind, "did": words[1] >> 8 & 0xFFFF, "aw": width,
                 "raw": [hex(word) for word in words], "mode": TYPES.get(kind, "blocked")}
        if entry["mode"] == "translated":
            entry["device_tlb"] = kind == 1
            if width not in LEVELS:
                self.errors.append(f"context entry {entry['raw']} has address width {width}")
                entry["mode"] = "blocked"
                return entry
            entry["space"] = self._space(words[0] & FRAME, LEVELS[width])
        return entry

    def _space(self, root, levels):
        key = f"ss:{root:#x}:L{levels}"
        if key not in self.spaces:
            self.spaces[key] = AddressSpace("ss", root, levels)
            self._walk(self.spaces[key], root, levels, 0, 3)
        return key

    def _walk(self, space, table, level, iova, rights):
        data = self._page(table, "page table")
        if data is None:
            return
        size = 1 << 12 + 9 * (level - 1)
        for index, word in enumerate(struct.unpack("<512Q", data)):
            if not word & 3:
                continue
            effective = rights & word
            place = iova + index * size
            if level > 1 and not word & 0x80:
                self._walk(space, word & FRAME, level - 1, place, effective)
            elif level > 3:
                self.errors.append(f"superpage bit at level {level} in the table at {table:#x}")
            else:
                space.add(place, word & FRAME & -size, size, ("", "R", "W", "RW")[effective])

    def _interrupts(self, base):
        count, wide = 2 << (base & 15), bool(base >> 11 & 1)
        table = self.memory.read(base & FRAME, count * 16)
        present = []
        for index in range(count if table else 0):
            low, high = pair(table, index)
            if low & 1:
                present.append(self._interrupt(index, low, high, wide))
        if not table:
            self.errors.append(f"interrupt table at {base & FRAME:#x} is not in memory")
        return {"base": hex(base & FRAME), "entries": count, "eime": wide, "present": present}

    @staticmethod
    def _interrupt(index, low, high, wide):
        posted = low >> 15 & 1
        entry = {"index": index, "fpd": low >> 1 & 1, "im_posted": posted, "sid": requester(high & 0xFFFF),
                 "sq": high >> 16 & 3, "svt": high >> 18 & 3, "raw": [hex(low), hex(high)]}
        if posted:
            address = (low >> 38 & 0x3FF_FFFF) << 6 | high >> 32 << 32
            entry |= {"urgent": low >> 14 & 1, "vector": low >> 16 & 0xFF, "descriptor": hex(address)}
        else:
            entry |= {"dm": low >> 2 & 1, "rh": low >> 3 & 1, "tm": low >> 4 & 1, "dlm": low >> 5 & 7,
                      "vector": low >> 16 & 0xFF, "dest": low >> 32 if wide else low >> 40 & 0xFF}
        return entry

    @staticmethod
    def selected(address, data):
        """What a message selects: a table entry, or none in the compatibility format."""
        if not address & 0x10:
            return {"format": "compatibility"}
        handle = address >> 5 & 0x7FFF | (address >> 2 & 1) << 15
        return {"format": "remappable", "irte": handle + (data & 0xFFFF if address & 8 else 0)}

    @staticmethod
    def _dmar(table):
        if not table:
            return None
        kinds = {1: "endpoint", 2: "bridge", 3: "ioapic", 4: "hpet", 5: "acpi"}
        found = {"host_address_width": table[36] + 1, "flags": table[37], "drhd": []}
        at = 48
        while at < len(table):
            kind, length = struct.unpack_from("<HH", table, at)
            if kind == 0:
                flags, _, segment, base = struct.unpack_from("<BBHQ", table, at + 4)
                unit = {"base": hex(base), "segment": segment, "include_pci_all": bool(flags & 1), "scopes": []}
                place = at + 16
                while place < at + length:
                    scope, size, _, number, bus = struct.unpack_from("<BBHBB", table, place)
                    path = [f"{table[step]:02x}.{table[step + 1]}" for step in range(place + 6, place + size, 2)]
                    unit["scopes"].append({"type": kinds.get(scope, str(scope)), "enum_id": number,
                                           "start_bus": bus, "path": path})
                    place += size
                found["drhd"].append(unit)
            at += length
        return found
