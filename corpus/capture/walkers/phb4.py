# SPDX-License-Identifier: MIT
"""Independent reading of POWER9 host bridges (IODA3): requester table, windows of each endpoint, TCE tables."""

import struct

import fdt
import pci
from walkers.ranges import AddressSpace

RIGHTS = ("", "R", "W", "RW")


def bits(word, high, low):
    """Bits high..low of a word."""
    return word >> low & (1 << high - low + 1) - 1


class Walker:
    """Walks everything that the registers of the host bridges point at."""

    def __init__(self, memory, registers, firmware):
        self.memory, self.errors, self.spaces = memory, [], {}
        hosts = fdt.parse(firmware["fdt"]).with_property("ibm,opal-phbid")
        numbers = {int.from_bytes(node.properties["reg"][:8], "big"): node.cells("ibm,opal-phbid")[1] for node in hosts}
        self.bridges = {numbers[unit["base"]]: unit for unit in registers["phb4"] if unit["base"] in numbers}
        self.endpoints, self.described = {}, {}

    def truth(self):
        """The part of truth.json that the tables decide."""
        return {"arch": "power-phb4-ioda3", "phbs": [self._bridge(number, unit)
                                                    for number, unit in sorted(self.bridges.items())],
                "errors": self.errors}

    def _bridge(self, number, unit):
        endpoints, tables = unit["num_pes"], unit["tables"]
        found = {"domain": number, "name": unit["name"], "base": hex(unit["base"]), "num_pes": endpoints,
                 "rtt": hex(bits(unit["RTT_BAR"], 55, 17) << 17), "rtt_enabled": bool(unit["RTT_BAR"] >> 63),
                 "msi32_enabled": bool(unit["PHB4_CONFIG"] >> 55 & 1),
                 "msi64_enabled": bool(unit["PHB4_CONFIG"] >> 49 & 1),
                 "valid_tves": [index for index, tve in enumerate(tables["TVT"]["entries"]) if self._valid(tve)],
                 "pest_frozen_dma": [index for index, word in enumerate(tables["PESTB"]["entries"]) if word >> 63]}
        for name, size, low in (("PELTV_BAR", endpoints * endpoints // 8, 16), ("PEST_BAR", endpoints * 16, 13)):
            if unit[name] >> 63:
                self.memory.read(bits(unit[name], 55, low) << low, size)
        if found["rtt_enabled"]:
            table = self.memory.read(int(found["rtt"], 16), 0x20000)
            if table is None:
                self.errors.append(f"requester table at {found['rtt']} is not in memory")
            else:
                self.endpoints[number] = struct.unpack(">65536H", table)
        for tve in tables["TVT"]["entries"]:
            self._window(tve, 0)
        return found

    @staticmethod
    def _valid(tve):
        """Whether a window is one: pages of some size, or untranslated in the form with start and end."""
        return bool(tve & 31 or tve >> 7 & 1 and tve & ~0x80)

    def _window(self, tve, number):
        """What one window says; `number` is the address bit that chose it."""
        found = {"tve": f"{tve:#018x}", "window": number}
        if not self._valid(tve):
            return found | {"mode": "blocked", "why": "TCE_TABLE_SIZE=0 (invalid TVE)", "ranges": []}
        base = number << 59
        if not tve & 31:
            start = (bits(tve, 11, 10) << 24 | bits(tve, 63, 40)) << 24
            end = (bits(tve, 9, 8) << 24 | bits(tve, 39, 16)) << 24
            ranges = [{"iova": hex(base + start), "pa": hex(start), "size": hex(end - start), "perm": "RW"}]
            return found | {"mode": "bypass", "start": hex(start), "end": hex(end),
                            "ranges": ranges if end > start else []}
        levels, entries, shift = bits(tve, 15, 13) + 1, 1 << bits(tve, 12, 8) + 8, (tve & 31) + 11
        table = tve >> 16 << 12
        key = f"tce:{tve:#x}"
        if key not in self.spaces:
            self.spaces[key] = AddressSpace("tce", table, levels)
            self._walk(self.spaces[key], table, levels - 1, (entries, shift), 0)
        ranges = [each | {"iova": hex(base + int(each["iova"], 16))} for each in self.spaces[key].described()]
        return found | {"mode": "translated", "levels": levels, "entries_per_level": entries, "page_size": 1 << shift,
                        "table": hex(table), "decoded_size": hex(entries ** levels << shift), "ranges": ranges}

    def _walk(self, space, table, level, form, iova):
        entries, shift = form
        data = self.memory.read(table, entries * 8)
        if data is None:
            self.errors.append(f"TCE table at {table:#x} is not in memory")
            return
        size = entries ** level << shift
        for index, (tce,) in enumerate(struct.iter_unpack(">Q", data)):
            if not tce & 3:
                continue
            if level:
                self._walk(space, tce & ~0xFFF, level - 1, form, iova + index * size)
            else:
                space.add(iova + index * size, tce & -size, size, RIGHTS[tce & 3])

    def devices(self, functions, _):
        """The value of `devices` for the functions of the machine."""
        self.described = {name: self._device(function, functions) for name, function in functions.items()}
        return self.described

    def _device(self, function, functions):
        truth = pci.described(function, functions)
        domain = int(function.address[:4], 16)
        if domain not in self.endpoints:
            return truth | {"pe": None, "windows": [], "mode": "blocked", "why": "no requester table"}
        table, unit = self.endpoints[domain], self.bridges[domain]
        own, wire = (table[int(truth["dma_rids"][index], 16)] for index in (0, -1))
        truth |= {"pe": wire, "pe_of_own_rid": own}
        if wire >= unit["num_pes"] or unit["tables"]["PESTB"]["entries"][wire] >> 63:
            return truth | {"windows": [], "mode": "blocked", "why": "endpoint is stopped or does not exist"}
        windows = [self._window(unit["tables"]["TVT"]["entries"][2 * wire + number], number) for number in (0, 1)]
        modes = [window["mode"] for window in windows if window["mode"] != "blocked"]
        return truth | {"windows": windows, "mode": "+".join(modes) or "blocked"}

    def traced(self):
        """Each table with the functions that use it, for the kernel's record of DMA."""
        users = {}
        for name, device in self.described.items():
            for window in device["windows"]:
                if window["mode"] == "translated":
                    users.setdefault(f"tce:{int(window['tve'], 16):#x}", []).append(name)
        return [(names, self.spaces[key].ranges) for key, names in users.items()]
