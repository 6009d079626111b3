# SPDX-License-Identifier: MIT
"""Registers of the units that a profile names: registers.json, and their values by name for a walker."""

import json
import re


def read_unit(guest, base, registers):
    """The registers of one unit, [name, offset, width]: a unit of registers.json, and values by name."""
    document, values = {"base": hex(base), "regs": {}, "names": {}}, {}
    for name, offset, width in registers:
        values[name] = guest.words(base + int(offset, 16), 1, width)[0]
        document["regs"][offset] = f"{values[name]:#0{2 + 2 * width}x}"
        document["names"][offset] = name
    return document, values


def read_behind(guest, base, behind, values):
    """Tables that are reached through an address and a data register; a register tells how long they are."""
    found = {}
    count = values[behind["count"]] >> behind["shift"]
    for name, number, each in behind["tables"]:
        guest.access(f"writeq {base + int(behind['address'], 16):#x} {1 << 63 | number << 48:#x}")
        data = base + int(behind["data"], 16)
        found[name] = {"tsel": number, "entries": [guest.access(f"readq {data:#x}") for _ in range(count * each)]}
    return count, found


def read_one(guest, profile):
    """The only unit of a profile."""
    document, values = read_unit(guest, int(profile["register_base"], 16), profile["registers"])
    return {"arch": profile["arch"]} | document | {"width_note": "value hex width = register width in bytes*2"}, values


def read_kinds(guest, units):
    """Several units by kind. A unit lists its registers itself or takes those of the one before it."""
    document, values, registers, behind = {}, {}, [], None
    for unit in units:
        registers, behind = unit.get("registers", registers), unit.get("behind", behind)
        base = int(unit["base"], 16)
        saved, named = read_unit(guest, base, registers)
        wide = {offset: value for offset, value in saved["regs"].items() if len(value) == 18}
        saved["regs"] = {offset: value for offset, value in saved["regs"].items() if offset not in wide}
        saved |= {"regs64": wide} if wide else {}
        if behind:
            named["num_pes"], named["tables"] = read_behind(guest, base, behind, named)
            saved |= {"num_pes": named["num_pes"], "ioda_tables": {
                name: table | {"entries": [hex(entry) for entry in table["entries"]]}
                for name, table in named["tables"].items()}}
        document.setdefault(unit["kind"], []).append(unit.get("also", {}) | saved)
        values.setdefault(unit["kind"], []).append(named | {"base": base} | {
            name: number(value) for name, value in unit.get("also", {}).items()})
    return document, values


def number(text):
    """What a text means to a walker: a number if it is one."""
    return int(text, 16) if text.startswith("0x") else text


def saved_values(document):
    """Values by name from a registers.json of several kinds, as `read_kinds` gave them."""
    values = {}
    for kind, units in document.items():
        for unit in units:
            every = unit["regs"] | unit.get("regs64", {})
            named = {name: int(every[offset], 16) for offset, name in unit["names"].items()}
            named |= {name: number(value) if isinstance(value, str) else value
                      for name, value in unit.items() if isinstance(value, (str, int))}
            if "ioda_tables" in unit:
                named["tables"] = {name: table | {"entries": [int(entry, 16) for entry in table["entries"]]}
                                   for name, table in unit["ioda_tables"].items()}
            values.setdefault(kind, []).append(named)
    return values


def text(document):
    """registers.json, with the long tables behind registers on one line each."""
    lines = json.dumps(document, indent=1)
    return re.sub(r'\[\s+"0x[^\]]*"\s+\]', lambda found: re.sub(r"\s+", "", found.group()), lines) + "\n"
