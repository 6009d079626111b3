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


class DmaEvents:
    """The same for kernels that trace only what drivers ask of the DMA layer, device by device.

    Lists of pages (dma_map_sg) are left out: a table that holds one differs."""

    MAP = re.compile(r" dma_(?:map_page|alloc): (\S+) .*?dma_addr=([0-9a-f]+) size=(\d+)"
                     r"(?:.*?phys_addr=([0-9a-f]+))?")
    UNMAP = re.compile(r" dma_(?:unmap_page|free): (\S+) .*?dma_addr=([0-9a-f]+) size=(\d+)")

    def __init__(self, text):
        self.lost = max((int(number) for number in re.findall(r"LOST (\d+) EVENTS", text)), default=0)
        self.live, self.maps = collections.defaultdict(dict), 0
        for line in text.splitlines():
            made, gone = self.MAP.search(line), self.UNMAP.search(line)
            if made:
                device, iova, size, frame = made.groups()
                self.live[device][int(iova, 16)] = (int(size), None if frame is None else int(frame, 16))
                self.maps += 1
            elif gone:
                self.live[gone.group(1)].pop(int(gone.group(2), 16), None)

    def compare(self, tables):
        """Pages in tables, and those on which they disagree; a table is (its devices, its ranges)."""
        pages, wrong = 0, set()
        for devices, ranges in tables:
            held = {iova + offset: frame + offset for iova, frame, size, _ in ranges for offset in range(0, size, PAGE)}
            wanted = {}
            for device in devices:
                for iova, (size, frame) in self.live[device].items():
                    for page in range(iova & -PAGE, iova + size, PAGE):
                        wanted[page] = None if frame is None else (frame & -PAGE) + page - (iova & -PAGE)
            pages += len(held)
            wrong |= {page for page in held if page not in wanted or wanted[page] not in (None, held[page])}
            wrong |= {page for page in wanted if page not in held and page < 1 << 59}
        return pages, wrong
