# SPDX-License-Identifier: MIT
"""Mappings of one address space as every walker reports them."""


class AddressSpace:
    """Collects leaves in rising order of iova and joins what is contiguous on both sides with equal rights."""

    def __init__(self, kind, root, levels):
        self.kind, self.root, self.levels = kind, root, levels
        self.leaves = {}
        self.pages = 0
        self.ranges = []

    def add(self, iova, frame, size, rights):
        """One leaf with its effective rights, such as 'RW'; a leaf without rights maps nothing."""
        if not rights:
            return
        self.leaves[hex(size)] = self.leaves.get(hex(size), 0) + 1
        self.pages += size >> 12
        last = self.ranges[-1] if self.ranges else None
        if last and last[3] == rights and last[0] + last[2] == iova and last[1] + last[2] == frame:
            last[2] += size
        else:
            self.ranges.append([iova, frame, size, rights])

    def report(self):
        """The value of `address_spaces` for this space."""
        return {"kind": self.kind, "root": hex(self.root), "levels": self.levels, "leaf_counts": self.leaves,
                "mapped_4k_pages": self.pages, "range_count": len(self.ranges),
                "ranges": [[hex(iova), hex(frame), hex(size), rights] for iova, frame, size, rights in self.ranges]}

    def described(self):
        """The ranges of this space where truth.json lists them below each device."""
        return [{"iova": hex(iova), "pa": hex(frame), "size": hex(size), "perm": rights}
                for iova, frame, size, rights in self.ranges]


def requester(identifier):
    """'bus:device.function' of a 16-bit requester id."""
    return f"{identifier >> 8:02x}:{identifier >> 3 & 31:02x}.{identifier & 7}"
