# SPDX-License-Identifier: MIT
"""Independent reading of PAPR windows: flat tables of big-endian TCEs, one for each window of a host bridge."""

import struct

import fdt
import pci
from walkers.ranges import AddressSpace

RIGHTS = ("", "R", "W", "RW")


class Walker:
    """Reads the table of every window; `tables` are their bytes by file name."""

    def __init__(self, tables, document, firmware):
        self.windows = document["spapr_tce_tables"]
        self.spaces = {window["liobn"]: self._space(window, tables[window["file"]]) for window in self.windows}
        self.hosts = {node.cells("reg")[1] & 0xFFFF: int.from_bytes(node.properties["reg"][:8], "big")
                      for node in fdt.parse(firmware["fdt"]).with_property("ibm,dma-window")
                      if node.name.startswith("pci@")}

    @staticmethod
    def _space(window, table):
        size = 1 << window["page_shift"]
        space = AddressSpace("tce", int(window["liobn"], 16), 1)
        for index, (tce,) in enumerate(struct.iter_unpack(">Q", table)):
            space.add(int(window["window_base"], 16) + index * size, tce & -size, size, RIGHTS[tce & 3])
        return space

    def truth(self):
        """The part of truth.json that the tables decide."""
        return {"arch": "power-spapr-tce", "tables": self.windows}

    def devices(self, functions, _):
        """The value of `devices`: every function reaches what the windows of its host bridge hold."""
        return {name: self._device(function, functions) for name, function in functions.items()}

    def _device(self, function, functions):
        host = self.hosts.get(int(function.address[:4], 16))
        windows = [{"liobn": window["liobn"], "window_base": window["window_base"],
                    "window_size": window["window_size"], "page_size": 1 << window["page_shift"],
                    "ranges": self.spaces[window["liobn"]].described()}
                   for window in self.windows if int(window["buid"], 16) == host]
        return pci.described(function, functions) | {"mode": "translated" if windows else "blocked", "windows": windows}
