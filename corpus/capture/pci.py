# SPDX-License-Identifier: MIT
"""What configuration space says: the text of lspci, message-signalled interrupts, requester ids behind bridges."""

import struct

BRIDGE_TO_CONVENTIONAL = 7
EXPRESS, MSI, MSIX = 0x10, 0x05, 0x11


class Function:
    """One PCI function: its address, configuration space, base addresses and the kernel's words about it."""

    def __init__(self, address, config, resource, view):
        self.address, self.config, self.view = address, config, view
        self.bars = [int(line.split()[0], 16) for line in resource.splitlines()[:6]]

    def word(self, offset, form="<H"):
        """A number in configuration space."""
        return struct.unpack_from(form, self.config, offset)[0]

    def capability(self, wanted):
        """The offset of a capability, or None."""
        offset = self.config[0x34] & ~3 if self.word(6) & 0x10 else 0
        for _ in range(48):
            if not offset:
                return None
            if self.config[offset] == wanted:
                return offset
            offset = self.config[offset + 1] & ~3
        return None

    def requester(self):
        """The requester id of this function."""
        _, bus, rest = self.address.split(":")
        device, number = rest.split(".")
        return int(bus, 16) << 8 | int(device, 16) << 3 | int(number)

    def is_bridge(self):
        """Whether the header is that of a bridge."""
        return self.config[0x0E] & 0x7F == 1

    def converts_to_conventional(self):
        """Whether this is a bridge from PCI Express to conventional PCI, which takes over its requester id."""
        express = self.capability(EXPRESS)
        return self.is_bridge() and express is not None and self.word(express + 2) >> 4 & 15 == BRIDGE_TO_CONVENTIONAL


def lspci(functions):
    """The text that `lspci -n -xxxx` prints, which `lspci -F` reads."""
    lines = []
    for function in functions:
        lines.append(f"{function.address.removeprefix('0000:')} Class {function.word(0x0A):04x}: "
                     f"{int(function.view['vendor'], 16):04x}:{int(function.view['device'], 16):04x}")
        for offset in range(0, len(function.config), 16):
            lines.append(f"{offset:02x}: " + function.config[offset:offset + 16].hex(" "))
        lines.append("")
    return "\n".join(lines) + "\n"


def messages(function, read_words):
    """The MSI capability and MSI-X table of a function; `read_words(address, count)` reads device memory."""
    found = {}
    msi, msix = function.capability(MSI), function.capability(MSIX)
    if msi is not None:
        control = function.word(msi + 2)
        wide = control >> 7 & 1
        address = function.word(msi + 4, "<I") | (function.word(msi + 8, "<I") << 32 if wide else 0)
        found["msi"] = {"enabled": control & 1, "multiple": control >> 4 & 7, "address": hex(address),
                        "data": hex(function.word(msi + (12 if wide else 8)))}
    if msix is not None:
        control, table = function.word(msix + 2), function.word(msix + 4, "<I")
        size, base = (control & 0x7FF) + 1, function.bars[table & 7]
        words = read_words(base + (table & ~7), size * 4) if base else [0] * size * 4
        found["msix"] = {"enabled": control >> 15, "func_mask": control >> 14 & 1, "table_size": size,
                         "bir": table & 7, "bar": hex(base), "offset": hex(table & ~7), "entries": [
                             {"addr": hex(words[at] | words[at + 1] << 32), "data": hex(words[at + 2]),
                              "masked": words[at + 3] & 1} for at in range(0, size * 4, 4)]}
    return found


def on_the_wire(function, functions):
    """The requester ids that the unit sees for DMA of a function."""
    above = [functions[part] for part in function.view["path"].split("/") if part in functions]
    for bridge in above[:-1]:
        if bridge.converts_to_conventional():
            return [f"{bridge.config[0x19]:02x}:00.0"]
    return [function.address.removeprefix("0000:")]


def described(function, functions):
    """What truth.json says about any function; the last of `dma_rids` is the one on the wire."""
    (wire,) = on_the_wire(function, functions)
    own, bus = function.requester(), wire.partition(":")[0]
    rids = [own] if wire in function.address else [own, int(bus, 16) << 8]
    return {"rid": hex(own), "dma_rids": [hex(rid) for rid in rids], "bus_master": bool(function.word(4) & 4),
            "class": function.view["class"].removeprefix("0x"), "driver": function.view["driver"],
            "linux_domain_type": function.view["type"],
            "id": f"{int(function.view['vendor'], 16):04x}:{int(function.view['device'], 16):04x}"}


def interrupts(found, selected):
    """The messages of a function that are in use or were, as truth.json lists them; `selected` is the walker's."""
    listed = []

    def add(kind, number, address, data, masked):
        listed.append({"kind": kind, "vec": number, "addr": hex(address), "data": hex(data), "masked": masked}
                      | selected(address, data))

    msi, msix = found.get("msi"), found.get("msix")
    if msi and msi["enabled"]:
        for number in range(1 << msi["multiple"]):
            add("msi", number, int(msi["address"], 16), int(msi["data"], 16) + number, 0)
    if msix and msix["enabled"]:
        for number, entry in enumerate(msix["entries"]):
            if int(entry["addr"], 16):
                add("msix", number, int(entry["addr"], 16), int(entry["data"], 16), entry["masked"])
    return listed
