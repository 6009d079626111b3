# SPDX-License-Identifier: MIT
"""The I/O remapping table of ACPI: which stream and which device id a requester id becomes."""

import struct

ITS, ROOT_COMPLEX, SMMU = 0, 2, 4


class Iort:
    """The nodes with their mappings, [input, count, output, node that the output is for, only this one]."""

    def __init__(self, table):
        count, at = struct.unpack_from("<II", table, 36)
        self.nodes = {}
        for _ in range(count):
            kind, length, _, _, mappings, start = struct.unpack_from("<BHBIII", table, at)
            node = {"kind": kind, "maps": [struct.unpack_from("<5I", table, at + start + number * 20)
                                           for number in range(mappings)]}
            if kind == ROOT_COMPLEX:
                node["segment"] = struct.unpack_from("<I", table, at + 28)[0]
            self.nodes[at] = node
            at += length

    def _roots(self, segment):
        return [node for node in self.nodes.values() if node["kind"] == ROOT_COMPLEX and node["segment"] == segment]

    @staticmethod
    def _output(node, identifier):
        for first, count, output, target, flags in node["maps"]:
            if not flags & 1 and first <= identifier <= first + count:
                yield target, identifier - first + output

    def _path(self, node, identifier, kind):
        for target, output in self._output(node, identifier):
            if self.nodes[target]["kind"] == kind:
                return output
            further = self._path(self.nodes[target], output, kind)
            if further is not None:
                return further
        return None

    def _found(self, segment, requester, kind):
        outputs = [self._path(root, requester, kind) for root in self._roots(segment)]
        return next((output for output in outputs if output is not None), None)

    def stream(self, segment, requester):
        """The stream id, or None where no SMMU stands between."""
        return self._found(segment, requester, SMMU)

    def device(self, segment, requester):
        """The device id at the ITS, or None."""
        return self._found(segment, requester, ITS)
