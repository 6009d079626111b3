# SPDX-License-Identifier: MIT
"""What truth.json says about each function of a PC, whose units look requester ids up directly."""

import pci


class PcWalker:
    """Devices of a walker whose truth has `entries` by requester and `address_spaces`."""

    def devices(self, functions, found):
        """The value of `devices`; `found` are the messages of each function."""
        return {name.removeprefix("0000:"): self._described(function, functions, found[name])
                for name, function in functions.items()}

    def _described(self, function, functions, found):
        short = function.address.removeprefix("0000:")
        own = self.entries.get(short, {"mode": "blocked"})
        space = own.get("space")
        view = function.view
        truth = {"linux_group": view["group"], "linux_domain_type": view["type"], "driver": view["driver"],
                 "id": f"{int(view['vendor'], 16):04x}:{int(view['device'], 16):04x}", "class": view["class"],
                 "mode": own["mode"], "did": own.get("did"), "space": space,
                 "mapped_4k_pages": self.spaces[space].pages if space else 0,
                 "interrupts": pci.interrupts(found, self.selected), "dma_rids": pci.on_the_wire(function, functions)}
        wire = self.entries.get(truth["dma_rids"][0], {"mode": "blocked"})
        if truth["dma_rids"] != [short]:
            truth |= {"alias_mode": wire["mode"], "alias_space": wire.get("space"), "alias_did": wire.get("did")}
        return truth | {"effective_mode": wire["mode"], "effective_space": wire.get("space")}
