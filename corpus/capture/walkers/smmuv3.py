# SPDX-License-Identifier: MIT
"""Independent reading of SMMUv3 tables at stage 1, with the ITS beside it: streams, contexts, page tables, devices."""

import struct

import pci
from walkers import its
from walkers.iort import Iort
from walkers.ranges import AddressSpace

SIZES = (32, 36, 40, 42, 44, 48, 52, 52)
GRANULES = {0: 12, 1: 16, 2: 14}


def bits(word, high, low):
    """Bits high..low of a word."""
    return word >> low & (1 << high - low + 1) - 1


class Walker:
    """Walks everything that the registers of one SMMU and one ITS point at."""

    def __init__(self, memory, registers, firmware):
        self.memory, self.registers = memory, registers["smmuv3"][0]
        self.iort = Iort(firmware["IORT"])
        self.errors, self.spaces, self.streams = [], {}, {}
        self.its = its.Tables(memory, registers["gic_its"][0], registers["gicr"][0], self.errors)

    def truth(self):
        """The part of truth.json that the tables decide."""
        read = self.registers
        enabled, format_ = read["CR0"] & 1, bits(read["STRTAB_BASE_CFG"], 17, 16)
        size = bits(read["STRTAB_BASE_CFG"], 5, 0)
        for name, length in (("CMDQ_BASE", 16), ("EVENTQ_BASE", 32)):
            self.memory.read(read[name] & 0xF_FFFF_FFFF_FFE0, length << bits(read[name], 4, 0))
        base = read["STRTAB_BASE"] & 0xF_FFFF_FFFF_FFC0
        if enabled:
            self._streams(base, size, bits(read["STRTAB_BASE_CFG"], 10, 6), format_)
        valid = {number: stream for number, stream in self.streams.items() if stream["words"][0] & 1}
        kinds = [bits(stream["words"][0], 3, 1) for stream in valid.values()]
        return {
            "arch": "arm-smmuv3",
            "smmu": {"base": hex(read["base"]), "enabled": bool(enabled), "cr0": hex(read["CR0"]),
                     "gbpa_abort": bool(read["GBPA"] >> 20 & 1), "stage1": bool(read["IDR0"] >> 1 & 1),
                     "stage2": bool(read["IDR0"] & 1), "oas_bits": SIZES[read["IDR5"] & 7],
                     "sidsize": bits(read["IDR1"], 5, 0), "st_level": bits(read["IDR0"], 28, 27),
                     "gran": {"4k": bool(read["IDR5"] >> 4 & 1), "16k": bool(read["IDR5"] >> 5 & 1),
                              "64k": bool(read["IDR5"] >> 6 & 1)},
                     "strtab": {"format": "2level" if format_ else "linear", "log2size": size,
                                "split": bits(read["STRTAB_BASE_CFG"], 10, 6), "base": hex(base)}},
            "stream_table_valid_stes": {
                "count": len(valid), "by_config": {str(kind): kinds.count(kind) for kind in sorted(set(kinds))},
                "non_bypass_non_abort_sids": [hex(number) for number, stream in sorted(valid.items())
                                              if bits(stream["words"][0], 3, 1) not in (0, 4)]},
            "its": self.its.truth(),
            "errors": self.errors,
        }

    def _streams(self, base, size, split, format_):
        """Every stream table entry that hardware can find."""
        if format_ == 0:
            self._entries(base, 0, 1 << size)
            return
        table = self.memory.read(base, 8 << size - split)
        if table is None:
            self.errors.append(f"stream table at {base:#x} is not in memory")
            return
        for index, (word,) in enumerate(struct.iter_unpack("<Q", table)):
            if word & 31:
                self._entries(word & 0xF_FFFF_FFFF_FFC0, index << split, 1 << (word & 31) - 1)

    def _entries(self, address, first, count):
        data = self.memory.read(address, count * 64)
        if data is None:
            self.errors.append(f"stream table entries at {address:#x} are not in memory")
            return
        for index in range(count):
            self.streams[first + index] = {"at": address + index * 64,
                                           "words": struct.unpack_from("<8Q", data, index * 64)}

    def devices(self, functions, found):
        """The value of `devices`; a message must find its event in the tables of the ITS."""
        return {name: self._device(function, functions, found[name]) for name, function in functions.items()}

    def _device(self, function, functions, found):
        truth = pci.described(function, functions)
        segment = int(function.address[:4], 16)
        requester = int(truth["dma_rids"][-1], 16)
        stream, device = self.iort.stream(segment, requester), self.iort.device(segment, requester)
        truth |= {"its_devid": None if device is None else hex(device),
                  "sid": None if stream is None else hex(stream), "ranges": []}
        if stream is None:
            truth |= {"mode": "bypass", "why": "no IORT mapping to an SMMU"}
        elif not self.registers["CR0"] & 1:
            truth |= {"mode": "blocked" if self.registers["GBPA"] >> 20 & 1 else "bypass", "why": "CR0.SMMUEN=0"}
        elif stream not in self.streams:
            truth |= {"mode": "blocked", "why": "no stream table entry"}
        else:
            truth |= self._stream(self.streams[stream])
        if device in self.its.found:
            truth["its"] = self.its.found[device]
        messages = pci.interrupts(found, self.selected)
        return truth | ({"interrupts": messages} if messages else {})

    def _stream(self, stream):
        word, second = stream["words"][:2]
        kind = bits(word, 3, 1)
        found = {"ste": hex(stream["at"]), "config": kind}
        if not word & 1:
            return found | {"mode": "blocked", "why": "STE.V=0"}
        if kind < 4:
            return found | {"mode": "blocked", "why": "STE.Config=abort"}
        if kind == 4:
            return found | {"mode": "bypass"}
        found |= {"eats": bits(second, 29, 28), "s1cdmax": word >> 59}
        if kind != 5 or word >> 59:
            self.errors.append(f"stream table entry {word:#x} is of a kind this walker does not read")
            return found | {"mode": "blocked"}
        address = word & 0xF_FFFF_FFFF_FFC0
        data = self.memory.read(address, 64)
        if data is None:
            self.errors.append(f"context descriptor at {address:#x} is not in memory")
            return found | {"mode": "blocked"}
        return found | self._context(address, struct.unpack("<8Q", data))

    def _context(self, address, words):
        word, table = words[:2]
        granule = GRANULES.get(bits(word, 7, 6))
        first = {"cd": hex(address), "valid": bool(word >> 31 & 1), "asid": word >> 48, "aa64": bool(word >> 41 & 1),
                 "ips": SIZES[bits(word, 34, 32)], "epd0": bool(word >> 14 & 1), "epd1": bool(word >> 30 & 1),
                 "t0sz": bits(word, 5, 0), "tg0": bits(word, 7, 6), "ha": bool(word >> 43 & 1),
                 "hd": bool(word >> 42 & 1), "ttb0": hex(table & 0xF_FFFF_FFFF_FFF0), "affd": bool(word >> 35 & 1)}
        if not first["valid"]:
            return {"mode": "blocked", "why": "CD.V=0", "s1": first}
        if not first["aa64"] or granule is None or not first["epd1"] or first["ha"] or word >> 15 & 1:
            self.errors.append(f"context descriptor {word:#x} is of a kind this walker does not read")
            return {"mode": "blocked", "s1": first}
        first |= {"granule": 1 << granule, "ia_bits": 64 - first["t0sz"]}
        space = None if first["epd0"] else self._space(table & 0xF_FFFF_FFFF_FFF0, granule, first, not table >> 60 & 1)
        return {"mode": "translated", "stage": 1, "s1": first, "ranges": space.described() if space else []}

    def _space(self, root, granule, context, hierarchical):
        per_level = granule - 3
        levels = -(-(context["ia_bits"] - granule) // per_level)
        key = f"s1:{root:#x}:g{granule}:{context['ia_bits']}"
        if key not in self.spaces:
            self.spaces[key] = AddressSpace("s1", root, levels)
            top = context["ia_bits"] - granule - per_level * (levels - 1)
            self._walk(self.spaces[key], (root, levels - 1, 0, 1 << top), (granule, context["affd"], hierarchical), 3)
        return self.spaces[key]

    def _walk(self, space, place, form, rights):
        """One table: address, levels below it, iova, number of entries; rights: bit 1 write, bit 0 unprivileged."""
        table, level, iova, count = place
        granule, always, hierarchical = form
        data = self.memory.read(table, count * 8)
        if data is None:
            self.errors.append(f"translation table at {table:#x} is not in memory")
            return
        size = 1 << granule + (granule - 3) * level
        for index, (word,) in enumerate(struct.iter_unpack("<Q", data)):
            if not word & 1:
                continue
            address = bits(word, 47, granule) << granule
            if level and word & 2:
                fewer = bits(word, 62, 61) if hierarchical else 0
                inner = rights & ~(2 if fewer & 2 else 0) & ~(fewer & 1)
                self._walk(space, (address, level - 1, iova + index * size, 1 << granule - 3), form, inner)
            elif bool(word & 2) == (level > 0) or level > (2 if granule == 12 else 1):
                self.errors.append(f"descriptor {word:#x} with {level} levels below at {table:#x} is reserved")
            elif (word >> 10 & 1 or always) and word >> 6 & 1 & rights:
                writable = rights & 2 and not word >> 7 & 1
                space.add(iova + index * size, address & -size, size, "RW" if writable else "R")

    @staticmethod
    def selected(_, data):
        """What a message to an ITS selects: an event of its device."""
        return {"event": data}
