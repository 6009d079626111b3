# SPDX-License-Identifier: MIT
"""Independent reading of the tables of a GICv3 ITS; the layout of their entries is that of QEMU."""

import struct

DEVICES, COLLECTIONS = 1, 4
FIRST_LPI = 8192


def bits(word, high, low):
    """Bits high..low of a word."""
    return word >> low & (1 << high - low + 1) - 1


class Tables:
    """Device, interrupt translation and collection tables, the command queue, and the LPIs they lead to."""

    def __init__(self, memory, registers, redistributor, errors):
        self.memory, self.registers, self.errors = memory, registers, errors
        self.properties = redistributor["PROPBASER"]
        self.found, self.collections = {}, {}

    def truth(self):
        """The value of `its`; afterwards `found` has the entries of each device."""
        enabled = self.registers["CTLR"] & 1
        if self.registers["CBASER"] >> 63:
            base = self.registers["CBASER"]
            self.memory.read(bits(base, 51, 12) << 12, bits(base, 7, 0) + 1 << 12)
        for number in range(8 if enabled else 0):
            base = self.registers[f"BASER{number}"]
            if base >> 63 and bits(base, 58, 56) == COLLECTIONS:
                self._each(base, self._collection)
        self.configuration = self.memory.read(bits(self.properties, 51, 12) << 12, (2 << bits(self.properties, 4, 0))
                                              - FIRST_LPI) if enabled else None
        for number in range(8 if enabled else 0):
            base = self.registers[f"BASER{number}"]
            if base >> 63 and bits(base, 58, 56) == DEVICES:
                self._each(base, self._device)
        return {"base": hex(self.registers["base"]), "enabled": bool(enabled),
                "translater": hex(self.registers["translater"]),
                "collections": {str(number): target for number, target in self.collections.items()},
                "devices": {hex(number): device for number, device in self.found.items()}}

    def _each(self, base, action):
        """Calls `action(number, entry)` for every entry of a table, flat or of two levels."""
        page = (0x1000, 0x4000, 0x10000, 0x10000)[bits(base, 9, 8)]
        address = bits(base, 47, 12) << 12
        if page == 0x10000:
            address = bits(base, 47, 16) << 16 | bits(base, 15, 12) << 48
        size, length = bits(base, 52, 48) + 1, (bits(base, 7, 0) + 1) * page
        if not base >> 62 & 1:
            self._entries(address, length, size, 0, action)
            return
        for index, (word,) in enumerate(struct.iter_unpack("<Q", self._read(address, length))):
            if word >> 63:
                self._entries(bits(word, 51, 12) << 12, page, size, index * (page // size), action)

    def _entries(self, address, length, size, first, action):
        data = self._read(address, length)
        for index in range(len(data) // size):
            entry = int.from_bytes(data[index * size:(index + 1) * size], "little")
            if entry & 1:
                action(first + index, entry)

    def _read(self, address, length):
        data = self.memory.read(address, length)
        if data is None:
            self.errors.append(f"table of the ITS at {address:#x} is not in memory")
        return data or b""

    def _collection(self, number, entry):
        self.collections[number] = bits(entry, 16, 1)

    def _device(self, number, entry):
        table, events = bits(entry, 49, 6) << 8, 2 << bits(entry, 5, 1)
        size = bits(self.registers["TYPER"], 7, 4) + 1
        device = {"itt": hex(table), "events": events, "entries": []}

        def interrupt(event, word):
            collection, number = bits(word, 47, 32), bits(word, 25, 2)
            found = {"event": event, "lpi": number, "icid": collection, "physical": bool(word >> 1 & 1),
                     "redist": self.collections.get(collection)}
            at = number - FIRST_LPI
            if self.configuration and 0 <= at < len(self.configuration):
                found |= {"lpi_enabled": bool(self.configuration[at] & 1),
                          "lpi_priority": self.configuration[at] & 0xFC}
            device["entries"].append(found)

        self._entries(table, events * size, size, 0, interrupt)
        self.found[number] = device
