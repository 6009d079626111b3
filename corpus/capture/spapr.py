# SPDX-License-Identifier: MIT
"""TCE tables of a pseries machine: they lie in the hypervisor and are put together from its trace of hypercalls."""

import re
import struct

import fdt

EVENT = re.compile(r"\b(spapr_iommu_\w+) (.*)$", re.M)


class Window:
    """One window: where it lies in I/O space, its pages and its entries that are not zero."""

    def __init__(self, base, page_shift, size, buid):
        self.base, self.page_shift, self.size, self.buid = base, page_shift, size, buid
        self.entries = {}

    def put(self, ioba, tce):
        """What H_PUT_TCE does."""
        index = ioba - self.base >> self.page_shift
        if tce:
            self.entries[index] = tce
        else:
            self.entries.pop(index, None)

    def table(self):
        """The whole table as the hypervisor would hold it, big-endian."""
        words = bytearray(self.size >> self.page_shift << 3)
        for index, tce in self.entries.items():
            struct.pack_into(">Q", words, index * 8, tce)
        return bytes(words)


def default_windows(tree):
    """The windows that firmware made, by liobn."""
    found = {}
    for node in fdt.parse(tree).with_property("ibm,dma-window"):
        liobn, high, low, size_high, size_low = node.cells("ibm,dma-window")[:5]
        if node.name.startswith("pci@"):
            buid = int.from_bytes(node.properties["reg"][:8], "big")
            found[liobn] = Window(high << 32 | low, 12, size_high << 32 | size_low, buid)
    return found


class Tables:
    """Every window as the trace leaves it; each translation seen on the way is compared with the table at that time."""

    def __init__(self, trace, tree):
        self.first = default_windows(tree)
        self.windows = {liobn: Window(each.base, each.page_shift, each.size, each.buid)
                        for liobn, each in self.first.items()}
        self.calls = self.translations = 0
        self.wrong, self.events = [], []
        for name, text in EVENT.findall(trace):
            named = {key.strip(): value for key, value in re.findall(r"([A-Za-z][A-Za-z ]*)=(-?\w+)", text)}
            self._event(name.removeprefix("spapr_iommu_").removeprefix("pci_"), named, text)

    def _event(self, name, named, text):
        if name == "new_table" or name.startswith("ddw_"):
            self.events.append(f"spapr_iommu_{name} {text}")
        if name == "ddw_create":
            size = int(named["requested"], 16)
            self.windows[int(named["liobn"], 16)] = Window(int(named["start addr"], 16),
                                                           int(named["page size"], 16).bit_length() - 1, size,
                                                           int(named["buid"], 16))
        elif name == "ddw_remove":
            self.windows.pop(int(named["liobn"], 16), None)
        elif name == "ddw_reset":
            self._reset(int(named["buid"], 16))
        elif name in ("put", "stuff", "indirect") and int(named["liobn"], 16) in self.windows and named["ret"] == "0":
            self._call(name, self.windows[int(named["liobn"], 16)], named)
        elif name == "xlate" and int(named["liobn"], 16) in self.windows:
            self._translation(self.windows[int(named["liobn"], 16)], named, text)

    def _reset(self, buid):
        """A host bridge gets back the window that firmware made, empty."""
        self.windows = {liobn: each for liobn, each in self.windows.items() if each.buid != buid}
        self.windows |= {liobn: Window(each.base, each.page_shift, each.size, buid)
                         for liobn, each in self.first.items() if each.buid == buid}

    def _call(self, name, window, named):
        self.calls += 1
        ioba = int(named["ioba"], 16)
        if name == "put":
            window.put(ioba, int(named["tce"], 16))
        elif name == "stuff":
            for page in range(int(named["npages"])):
                window.put(ioba + (page << window.page_shift), int(named["tcevalue"], 16))
        else:
            raise ValueError("a hypercall with a list of entries, which the trace does not show, was made")

    def _translation(self, window, named, text):
        """A DMA access as the hypervisor translated it: `liobn=L OFFSET -> ADDRESS perm=P mask=M`."""
        offset, address = (int(part, 16) for part in re.search(r"(0x\w+) -> (0x\w+)", text).groups())
        tce = window.entries.get(offset >> window.page_shift, 0)
        page = 1 << window.page_shift
        self.translations += 1
        if (tce & 3, tce & -page) != (int(named["perm"]), address & -page) and (tce & 3 or int(named["perm"])):
            self.wrong.append(text)

    def document(self):
        """The value of registers.json."""
        return {"spapr_tce_tables": [
            {"liobn": hex(liobn), "file": f"tce-{liobn:08x}.bin", "window_base": hex(each.base),
             "page_shift": each.page_shift, "window_size": hex(each.size), "entries": each.size >> each.page_shift,
             "buid": hex(each.buid), "nonzero": len(each.entries)} for liobn, each in sorted(self.windows.items())]}
