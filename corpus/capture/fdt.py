# SPDX-License-Identifier: MIT
"""The flattened device tree that firmware gave the kernel."""

import struct

BEGIN, END, PROPERTY, NOTHING = 1, 2, 3, 4


class Node:
    """One node: its name, properties as bytes and children."""

    def __init__(self, name):
        self.name, self.properties, self.children = name, {}, []

    def cells(self, name):
        """A property as 32-bit numbers, or none if it is absent."""
        value = self.properties.get(name, b"")
        return struct.unpack(f">{len(value) // 4}I", value[:len(value) & -4])

    def with_property(self, name):
        """The nodes from here on down that have a property."""
        found = [self] if name in self.properties else []
        return found + [node for child in self.children for node in child.with_property(name)]


def parse(blob):
    """The root of the tree."""
    magic, _, structure, strings = struct.unpack_from(">4I", blob)
    if magic != 0xD00DFEED:
        raise ValueError("the device tree does not begin as one")
    open_nodes, at = [Node("")], structure
    while True:
        (token,) = struct.unpack_from(">I", blob, at)
        at += 4
        if token == BEGIN:
            end = blob.index(b"\0", at)
            node = Node(blob[at:end].decode())
            open_nodes[-1].children.append(node)
            open_nodes.append(node)
            at = end + 4 & -4
        elif token == PROPERTY:
            length, name = struct.unpack_from(">II", blob, at)
            text = blob[strings + name:blob.index(b"\0", strings + name)].decode()
            open_nodes[-1].properties[text] = blob[at + 8:at + 8 + length]
            at += 8 + length + 3 & -4
        elif token == END:
            open_nodes.pop()
        elif token != NOTHING:
            return open_nodes[0].children[0]


def mapped_id(host, requester, name="iommu-map"):
    """(phandle, id) that a map of a host bridge gives a requester id, or None."""
    requester &= (host.cells(f"{name}-mask") or (0xFFFF_FFFF,))[0]
    cells = host.cells(name)
    for first, handle, output, length in zip(*[iter(cells)] * 4):
        if first <= requester < first + length:
            return handle, requester - first + output
    return None
