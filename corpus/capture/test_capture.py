#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the parts of the capture tool that need no guest: walkers, the sparse core, the kernel's record, PCI."""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import initramfs  # noqa: E402
import mapped  # noqa: E402
import memory  # noqa: E402
import pci  # noqa: E402
import registers  # noqa: E402
import spapr  # noqa: E402
from walkers import amdvi, papr, phb4, riscv, smmuv3, vtd  # noqa: E402
from walkers.iort import Iort  # noqa: E402
from walkers.ranges import AddressSpace  # noqa: E402


class Pages:
    """Memory given as {address: page of words}; everything else is a hole."""

    machine = 62

    def __init__(self, tables):
        self.pages = {}
        for address, words in tables.items():
            page = bytearray(memory.PAGE)
            for index, word in words.items():
                struct.pack_into("<Q", page, index * 8, word)
            self.pages[address] = bytes(page)

    def read(self, address, length):
        """The bytes, or None if any of them is in a hole."""
        data = b""
        for page in range(address & -memory.PAGE, address + length, memory.PAGE):
            if page not in self.pages:
                return None
            data += self.pages[page]
        return data[address & 0xFFF:][:length]


WALKERS = {"vtd": vtd.Walker, "amdvi": amdvi.Walker, "smmuv3": smmuv3.Walker, "riscv": riscv.Walker}


def committed(*architectures):
    """The folders of committed captures."""
    return [folder for name in architectures for folder in sorted(HERE.parent.glob(f"{name}/capture_*"))]


def functions_of(folder):
    """The functions of a committed capture, with what the kernel said about them."""
    configurations = {}
    for block in (folder / "lspci-xxxx.txt").read_text().split("\n\n"):
        head, *lines = block.strip().splitlines() or [""]
        address = head.partition(" ")[0]
        configurations[address if address.count(":") == 2 else f"0000:{address}"] = bytes.fromhex(
            "".join(line.partition(":")[2] for line in lines))
    found = {}
    for line in (folder / "iommu-groups.txt").read_text().splitlines():
        address, *words = line.split()
        found[address] = pci.Function(address, configurations[address], "", dict(word.split("=", 1) for word in words))
    return dict(sorted(found.items()))


def firmware_of(folder):
    """The tables of ACPI and the device tree of a committed capture."""
    tables = {path.stem: path.read_bytes() for path in folder.glob("acpi/*.bin")}
    return tables | {"fdt": path.read_bytes() for path in folder.glob("fdt.dtb")}


def tree(*properties):
    """A device tree whose root has one node, pci@0, with the given properties."""
    names = b"".join(name.encode() + b"\0" for name, _ in properties)
    body = struct.pack(">I4xI", 1, 1) + b"pci@0\0\0\0"
    for name, value in properties:
        body += struct.pack(">3I", 3, len(value), names.index(name.encode() + b"\0")) + value + bytes(-len(value) % 4)
    body += struct.pack(">3I", 2, 2, 9)
    return struct.pack(">4I", 0xD00DFEED, 0, 40, 40 + len(body)) + bytes(24) + body + names


def riscv_truth(entry, leaf):
    """What the RISC-V walker says of device 0 with a context of 64 bytes at Sv39, and the ranges it has."""
    tables = {0x1000: {0: 1, 3: 8 << 60 | 2}, 0x2000: {1: entry}, 0x3000: {0: 0x1001}, 0x4000: {0: leaf}}
    names = dict.fromkeys(("CQB", "FQB", "PQB", "FCTL", "base"), 0)
    walker = riscv.Walker(memory.Recorder(Pages(tables)), {"riscv_iommu": [names | {"CAP": 1 << 22, "DDTP": 0x402}]},
                          {"fdt": tree()})
    truth = walker.truth()
    return truth, walker._context(walker.contexts[0]["words"])["ranges"]


def vtd_truth(tables, context):
    """What the VT-d walker says of one context entry, 00:01.0, and the pages it read."""
    registers = {"GSTS": 0x8000_0000, "RTADDR": 0x1000, "IRTA": 0, "IQA": 0, "CAP": 0, "ECAP": 0, "PMEN": 0}
    recorder = memory.Recorder(Pages({0x1000: {0: 0x2001}, 0x2000: {16: context, 17: 0x101}, **tables}))
    return vtd.Walker(recorder, registers, {}).truth(), recorder


class Walkers(unittest.TestCase):
    def test_rights_are_those_that_every_level_grants(self):
        truth, _ = vtd_truth({0x3000: {0: 0x4003}, 0x4000: {1: 0x5001}, 0x5000: {2: 0x9003, 3: 0xA002}}, 0x3001)
        self.assertEqual(truth["address_spaces"]["ss:0x3000:L3"]["ranges"], [["0x202000", "0x9000", "0x1000", "R"]])

    def test_a_superpage_joins_the_small_page_that_follows_it(self):
        truth, _ = vtd_truth({0x3000: {0: 0x4003}, 0x4000: {0: 0x80_0083, 1: 0x5003}, 0x5000: {0: 0xA0_0003}}, 0x3001)
        space = truth["address_spaces"]["ss:0x3000:L3"]
        self.assertEqual(space["ranges"], [["0x0", "0x800000", "0x201000", "RW"]])
        self.assertEqual(space["leaf_counts"], {"0x200000": 1, "0x1000": 1})

    def test_a_hole_is_reported_and_not_zero(self):
        truth, recorder = vtd_truth({0x3000: {0: 0x4003}}, 0x3001)
        self.assertEqual(truth["errors"], ["page table at 0x4000 is not in memory"])
        self.assertEqual(recorder.missing, {0x4000})
        self.assertEqual(recorder.pages, {0x1000, 0x2000, 0x3000})

    def test_amd_leaf_of_encoded_size_is_counted_once_and_skipped_levels_are_followed(self):
        both, three = 3 << 61, 0x1_1000
        tables = {0x1000: {4 * 8: both | 0x2000 | 3 << 9 | 3}, 0x2000: {0: both | 0x3000 | 1 << 9 | 1},
                  0x3000: {index: 1 << 62 | three | 7 << 9 | 1 for index in range(4)}}
        registers = {"DEVTAB_BASE": 0x1000, "CONTROL": 1, "EXT_FEATURES": 0, "EXCL_BASE": 0, "EXCL_LIMIT": 0}
        truth = amdvi.Walker(memory.Recorder(Pages(tables)), registers, {}).truth()
        self.assertEqual(truth["address_spaces"]["v1:0x2000:L3:RW"]["ranges"], [["0x0", "0x10000", "0x4000", "W"]])
        self.assertEqual(truth["entries"]["00:01.0"]["mode"], "translated")
        self.assertEqual(truth["entries"]["00:02.0"]["mode"], "passthrough")

    def test_committed_captures_say_what_their_truth_says_and_hold_no_page_more(self):
        for folder in [*committed(*WALKERS), *HERE.parent.glob("tce/capture_powernv*")]:
            with self.subTest(folder), tempfile.TemporaryDirectory() as work:
                core = pathlib.Path(work) / "core"
                subprocess.run(["zstd", "-qd", folder / "memory-tables.elf.zst", "-o", core], check=True)
                document = json.loads((folder / "registers.json").read_text())
                if "names" in document:
                    values = {name: int(document["regs"][at], 16) for at, name in document["names"].items()}
                else:
                    values = registers.saved_values(document)
                image = memory.Memory(core)
                recorder = memory.Recorder(image)
                walker = WALKERS.get(folder.parent.name, phb4.Walker)(recorder, values, firmware_of(folder))
                found = walker.truth()
                functions = functions_of(folder)
                messages = json.loads((folder / "msi.json").read_text()) if (folder / "msi.json").exists() else {}
                found["devices"] = walker.devices(functions, {name: messages.get(name, {}) for name in functions})
                found = json.loads(json.dumps(found))
                image.close()
                truth = json.loads((folder / "truth.json").read_text())
                self.assertEqual(found, {key: truth[key] for key in found})
                held = {page for start, size, _ in image.segments for page in range(start, start + size, memory.PAGE)}
                self.assertEqual(held, recorder.pages)

    def test_in_committed_captures_every_unmasked_message_selects_an_entry_of_its_own_function(self):
        for folder in committed("vtd"):
            truth = json.loads((folder / "truth.json").read_text())
            source = {entry["index"]: entry["sid"] for entry in truth["irt"]["present"]}
            messages = [(name, message) for name, device in truth["devices"].items()
                        for message in device["interrupts"] if not message["masked"]]
            self.assertGreater(len(messages), 20)
            for name, message in messages:
                self.assertEqual(source.get(message["irte"]), name, message)

    def test_in_committed_captures_every_unmasked_message_selects_an_entry_of_the_table_of_its_function(self):
        for folder in committed("amdvi"):
            truth = json.loads((folder / "truth.json").read_text())
            (unit,) = struct.unpack_from("<H", (folder / "acpi" / "IVRS.bin").read_bytes(), 52)
            own = f"{unit >> 8:02x}:{unit >> 3 & 31:02x}.{unit & 7}"  # the unit's interrupts are not remapped
            held = {table: {entry["index"] for entry in each["present"]} for table, each in truth["irts"].items()}
            messages = [(name, message) for name, device in truth["devices"].items()
                        for message in device["interrupts"] if not message["masked"] and name != own]
            self.assertGreater(len(messages), 10)
            for name, message in messages:
                self.assertIn(message["irte"], held.get(truth["entries"][name]["int_root"], ()), (name, message))


    def test_in_committed_captures_every_unmasked_message_selects_an_event_of_its_own_device(self):
        for folder in committed("smmuv3"):
            truth = json.loads((folder / "truth.json").read_text())
            messages = [(name, message, device) for name, device in truth["devices"].items()
                        for message in device.get("interrupts", ()) if not message["masked"]]
            self.assertGreater(len(messages), 10)
            for name, message, device in messages:
                self.assertIn(message["event"], {entry["event"] for entry in device["its"]["entries"]}, name)

    def test_riscv_rights_need_the_accessed_and_the_dirty_bit_and_the_bit_of_users(self):
        for bits, rights in ((0xDF, "RW"), (0x5F, "R"), (0xD3, "R"), (0x9F, ""), (0xCF, "")):
            truth, ranges = riscv_truth(0xC01, 0x2000 | bits)
            self.assertEqual(truth["valid_device_contexts"], ["0x0"])
            self.assertEqual([(each["iova"], each["pa"], each["perm"]) for each in ranges],
                             [("0x40000000", "0x8000", rights)] if rights else [], hex(bits))

    def test_a_reserved_riscv_entry_is_reported(self):
        truth, ranges = riscv_truth(0xC01, 0x2000 | 0xD5)
        self.assertEqual(ranges, [])
        self.assertEqual(truth["errors"], ["entry 0x20d5 of level 0 at 0x4000 is of a kind this walker does not read"])

    def test_a_power_window_is_a_table_of_levels_or_passes_between_start_and_end(self):
        tables = {0x1000: {0: int.from_bytes(struct.pack(">Q", 0x2003), "little")},
                  0x2000: {5: int.from_bytes(struct.pack(">Q", 0x9001), "little")}}
        unit = {"base": 0x600_0000_0000, "name": "phb", "num_pes": 1, "RTT_BAR": 0, "PELTV_BAR": 0, "PEST_BAR": 0,
                "PHB4_CONFIG": 0, "tables": {"TVT": {"entries": [0x12101, 0x401080]},
                                             "PESTB": {"entries": [1 << 63]}}}
        firmware = {"fdt": tree(("ibm,opal-phbid", struct.pack(">2I", 0, 2)), ("reg", struct.pack(">2I", 0x600, 0)))}
        walker = phb4.Walker(memory.Recorder(Pages(tables)), {"phb4": [unit]}, firmware)
        (bridge,) = walker.truth()["phbs"]
        self.assertEqual((bridge["domain"], bridge["valid_tves"], bridge["pest_frozen_dma"]), (2, [0, 1], [0]))
        self.assertEqual(walker._window(0x12101, 0)["ranges"],
                         [{"iova": "0x5000", "pa": "0x9000", "size": "0x1000", "perm": "R"}])
        self.assertEqual(walker._window(0x401080, 1)["ranges"],
                         [{"iova": "0x800000000000000", "pa": "0x0", "size": "0x40000000", "perm": "RW"}])
        self.assertEqual(walker._window(0, 1)["mode"], "blocked")

    def test_committed_windows_say_what_their_truth_says(self):
        for folder in HERE.parent.glob("tce/capture_pseries*"):
            document = json.loads((folder / "registers.json").read_text())
            tables = {window["file"]: subprocess.run(["zstd", "-qdc", folder / (window["file"] + ".zst")], check=True,
                                                     stdout=subprocess.PIPE).stdout
                      for window in document["spapr_tce_tables"]}
            walker = papr.Walker(tables, document, firmware_of(folder))
            truth = json.loads((folder / "truth.json").read_text())
            found = walker.truth() | {"devices": walker.devices(functions_of(folder), {})}
            self.assertEqual(json.loads(json.dumps(found)), truth)
            self.assertGreater(sum(space.pages for space in walker.spaces.values()), 0)

    def test_a_stream_id_comes_from_the_mapping_that_holds_the_requester(self):
        def node(kind, extra, mappings):
            size = 16 + len(extra)
            head = struct.pack("<BHBIII", kind, size + 20 * len(mappings), 0, 0, len(mappings), size)
            return head + extra + b"".join(struct.pack("<5I", *mapping) for mapping in mappings)

        its = node(0, bytes(8), [])
        unit_at = 48 + len(its)
        unit = node(4, bytes(52), [(0, 0xFFFF, 0x10000, 48, 0)])
        root = node(2, bytes(12) + struct.pack("<I", 0) + bytes(4), [(0, 0xFF, 0x500, unit_at, 0),
                                                                    (0x4000, 0xFF, 0x4000, 48, 0)])
        iort = Iort(bytes(36) + struct.pack("<III", 3, 48, 0) + its + unit + root)
        self.assertEqual((iort.stream(0, 0x10), iort.device(0, 0x10)), (0x510, 0x10510))
        self.assertEqual((iort.stream(0, 0x4010), iort.device(0, 0x4010)), (None, 0x4010))
        self.assertEqual((iort.stream(1, 0x10), iort.device(0, 0x200)), (None, None))


class SparseCore(unittest.TestCase):
    def test_a_core_reads_back_what_was_written_and_nothing_else(self):
        source = Pages({0x1000: {0: 1}, 0x2000: {0: 2}, 0x9000: {0: 9}})
        with tempfile.NamedTemporaryFile() as file:
            file.write(memory.sparse_core(source, {0x1000, 0x2000, 0x9000}))
            file.flush()
            core = memory.Memory(file.name)
            self.assertEqual(core.extents(), [[0x1000, 0x2000], [0x9000, 0x1000]])
            self.assertEqual(core.read(0x2000, 8), struct.pack("<Q", 2))
            self.assertIsNone(core.read(0x3000, 8))
            core.close()


class KernelRecord(unittest.TestCase):
    TRACE = (" x: map: IOMMU: iova=0x1000 - 0x3000 paddr=0x8000 size=8192\n"
             " x: unmap: IOMMU: iova=0x1000 - 0x2000 size=4096 unmapped_size=4096\n")

    def differences(self, *ranges):
        """What the comparison finds wrong with the given ranges, by I/O page."""
        space = AddressSpace("ss", 0, 3)
        for leaf in ranges:
            space.add(*leaf)
        return mapped.Events(self.TRACE).compare({"a": space})[1]

    def test_what_is_still_mapped_agrees(self):
        self.assertEqual(self.differences((0x2000, 0x9000, 0x1000, "RW")), set())

    def test_another_frame_a_missing_page_and_an_unmapped_page_differ(self):
        self.assertEqual(self.differences((0x2000, 0xA000, 0x1000, "RW")), {0x2000})
        self.assertEqual(self.differences(), {0x2000})
        self.assertEqual(self.differences((0x1000, 0x8000, 0x2000, "RW")), {0x1000})


class RecordOfDma(unittest.TestCase):
    TRACE = (" dma_map_page: 0000:00:01.0 dir=TO_DEVICE dma_addr=1010 size=32 phys_addr=8010 attrs=\n"
             " dma_alloc: 0000:00:01.0 dma_addr=2000 size=4096 virt_addr=00000000deadbeef flags=GFP attrs=\n"
             " dma_map_page: 0000:00:02.0 dir=TO_DEVICE dma_addr=3000 size=4096 phys_addr=9000 attrs=\n"
             " dma_unmap_page: 0000:00:02.0 dir=TO_DEVICE dma_addr=3000 size=4096 attrs=\n")

    def differences(self, *ranges):
        """What the comparison finds wrong with a table of both functions."""
        return mapped.DmaEvents(self.TRACE).compare([(("0000:00:01.0", "0000:00:02.0"), ranges)])[1]

    def test_pages_are_held_against_what_drivers_still_have_mapped(self):
        alloc = (0x2000, 0x7000, 0x1000, "RW")
        self.assertEqual(self.differences((0x1000, 0x8000, 0x1000, "R"), alloc), set())
        self.assertEqual(self.differences((0x1000, 0x9000, 0x1000, "R"), alloc), {0x1000})
        gone = (0x3000, 0x9000, 0x1000, "R")
        self.assertEqual(self.differences((0x1000, 0x8000, 0x1000, "R"), alloc, gone), {0x3000})
        self.assertEqual(self.differences(alloc), {0x1000})


class Hypercalls(unittest.TestCase):
    TREE = tree(("ibm,dma-window", struct.pack(">5I", 0x80000000, 0, 0, 0, 0x4000)),
                ("reg", struct.pack(">4I", 0x8000000, 0x20000000, 0, 0)))

    def tables(self, *events):
        """The tables after some events."""
        return spapr.Tables("".join(f"spapr_iommu_{event}\n" for event in events), self.TREE)

    def test_what_was_put_and_not_taken_back_is_in_the_table(self):
        found = self.tables("pci_put liobn=0x80000000 ioba=0x1000 tce=0x8003 ret=0",
                            "pci_put liobn=0x80000000 ioba=0x2000 tce=0x9003 ret=-4",
                            "pci_stuff liobn=0x80000000 ioba=0x2000 tcevalue=0xa001 npages=2 ret=0",
                            "pci_put liobn=0x80000000 ioba=0x3000 tce=0x0 ret=0")
        self.assertEqual(found.windows[0x80000000].table(), struct.pack(">4Q", 0, 0x8003, 0xA001, 0))
        self.assertEqual(found.document()["spapr_tce_tables"][0]["buid"], "0x800000020000000")

    def test_a_second_window_lies_where_it_was_made_and_goes_with_a_reset(self):
        made = ("ddw_create buid=0x800000020000000 addr=0x800, page size=0x10000, requested=0x20000, "
                "start addr=0x800000000000000, liobn=0x80000001")
        put = "pci_put liobn=0x80000001 ioba=0x800000000010000 tce=0x70003 ret=0"
        found = self.tables(made, put)
        self.assertEqual(found.windows[0x80000001].table(), struct.pack(">2Q", 0, 0x70003))
        self.assertEqual(list(self.tables(made, put, "ddw_reset buid=0x800000020000000 addr=0x800").windows),
                         [0x80000000])

    def test_a_translation_is_compared_with_the_table_of_its_time(self):
        put = "pci_put liobn=0x80000000 ioba=0x1000 tce=0x8003 ret=0"
        seen = "xlate liobn=0x80000000 0x1010 -> 0x8000 perm=3 mask=0xfff"
        self.assertEqual(self.tables(put, seen).wrong, [])
        self.assertEqual(len(self.tables(seen, put).wrong), 1)

    def test_a_list_of_entries_is_refused(self):
        with self.assertRaisesRegex(ValueError, "list of entries"):
            self.tables("pci_indirect liobn=0x80000000 ioba=0x0 tcelist=0x1000 iobaN=0x1000 tceN=0x3 ret=0")


class Configuration(unittest.TestCase):
    def test_message_tables_are_read_through_the_base_address(self):
        config = bytearray(256)
        config[0x06], config[0x34] = 0x10, 0x40
        struct.pack_into("<BBHI", config, 0x40, 0x11, 0, 0x8000, 0x802)
        function = pci.Function("0000:00:01.0", bytes(config), "0x0 0x0 0x0\n" * 2 + "0xf000 0xffff 0x0\n", {})
        found = pci.messages(function, lambda address, count: [address, 0, 7, 1][:count])
        self.assertEqual(found["msix"]["entries"], [{"addr": "0xf800", "data": "0x7", "masked": 1}])

    def test_a_function_behind_a_bridge_to_conventional_pci_uses_the_secondary_bus(self):
        config = bytearray(256)
        config[0x06], config[0x0E], config[0x19], config[0x34] = 0x10, 1, 5, 0x40
        struct.pack_into("<BBH", config, 0x40, 0x10, 0, 0x72)
        bridge = pci.Function("0000:04:00.0", bytes(config), "", {"path": "/sys/devices/0000:04:00.0"})
        behind = pci.Function("0000:05:01.0", bytes(256), "", {"path": "/sys/devices/0000:04:00.0/0000:05:01.0"})
        both = {one.address: one for one in (bridge, behind)}
        self.assertEqual(pci.on_the_wire(behind, both), ["05:00.0"])
        self.assertEqual(pci.on_the_wire(bridge, both), ["04:00.0"])


class Drivers(unittest.TestCase):
    def test_a_module_loads_after_what_it_needs(self):
        with tempfile.TemporaryDirectory() as work:
            root = pathlib.Path(work) / "lib" / "modules" / "6"
            root.mkdir(parents=True)
            (root / "modules.builtin").write_text("kernel/core.ko\n")
            (root / "a.ko").write_bytes(b"\0depends=b-c,core\0softdep=pre: d post: e\0")
            for name in ("b-c", "d", "e"):
                (root / f"{name}.ko").write_bytes(b"\0depends=\0")
            self.assertEqual(initramfs.Modules(work).load_order(["a"]), ["b_c", "d", "a"])
            with self.assertRaisesRegex(initramfs.ModuleError, "no module 'z'"):
                initramfs.Modules(work).load_order(["z"])


if __name__ == "__main__":
    unittest.main()
