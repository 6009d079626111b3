# SPDX-License-Identifier: MIT
"""The kernel's own record of what it mapped, held against the tables."""

import collections
import re

PAGE = 0x1000
EVENT = re.compile(r" (map|unmap): IOMMU: iova=0x([0-9a-f]+) (?:- 0x[0-9a-f]+ )?(?:paddr=0x([0-9a-f]+) )?size=(\d+)")


class Events:
    """The map and unmap events since boot, page by page over all address spaces."""

    def __init__(self, text):
        self.lost = max((int(number) for number in re.findall(r"LOST (\d+) EVENTS", text)), default=0)
        self.balance = collections.Counter()
        self.mapped = set()
        self.maps = 0
        for kind, iova, frame, size in EVENT.findall(text):
            first, count = int(iova, 16), int(size) // PAGE
            for page in range(count):
                if kind == "map":
                    self.balance[first + page * PAGE] += 1
                    self.mapped.add((first + page * PAGE, int(frame, 16) + page * PAGE))
                else:
                    self.balance[first + page * PAGE] -= 1
            self.maps += kind == "map"

    def compare(self, spaces):
        """How many pages the tables map, and the I/O pages on which they disagree with the events."""
        tables, wrong = collections.Counter(), set()
        for space in spaces.values():
            for iova, frame, size, _ in space.ranges:
                for offset in range(0, size, PAGE):
                    page = (iova + offset, frame + offset)
                    tables[page[0]] += 1
                    if page not in self.mapped:
                        wrong.add(page[0])
        wrong |= {page for page in set(tables) | set(self.balance) if tables[page] != self.balance[page]}
        return sum(tables.values()), wrong
