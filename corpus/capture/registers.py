# SPDX-License-Identifier: MIT
"""Registers of the units that a profile names: registers.json, and their values by name for a walker."""


def read_unit(guest, base, registers):
    """The registers of one unit, [name, offset, width]: a unit of registers.json, and values by name."""
    document, values = {"base": hex(base), "regs": {}, "names": {}}, {}
    for name, offset, width in registers:
        values[name] = guest.words(base + int(offset, 16), 1, width)[0]
        document["regs"][offset] = f"{values[name]:#0{2 + 2 * width}x}"
        document["names"][offset] = name
    return document, values


def read_one(guest, profile):
    """The only unit of a profile."""
    document, values = read_unit(guest, int(profile["register_base"], 16), profile["registers"])
    return {"arch": profile["arch"]} | document | {"width_note": "value hex width = register width in bytes*2"}, values


def read_kinds(guest, units):
    """Several units by kind. A unit lists its registers itself or takes those of the one before it."""
    document, values, registers = {}, {}, []
    for unit in units:
        registers = unit.get("registers", registers)
        base = int(unit["base"], 16)
        saved, named = read_unit(guest, base, registers)
        wide = {offset: value for offset, value in saved["regs"].items() if len(value) == 18}
        saved["regs"] = {offset: value for offset, value in saved["regs"].items() if offset not in wide}
        saved |= {"regs64": wide} if wide else {}
        document.setdefault(unit["kind"], []).append(unit.get("also", {}) | saved)
        values.setdefault(unit["kind"], []).append(named | {"base": base} | {
            name: int(value, 16) for name, value in unit.get("also", {}).items()})
    return document, values


def saved_values(document):
    """Values by name from a registers.json of several kinds, as `read_kinds` gave them."""
    values = {}
    for kind, units in document.items():
        for unit in units:
            every = unit["regs"] | unit.get("regs64", {})
            named = {name: int(every[offset], 16) for offset, name in unit["names"].items()}
            values.setdefault(kind, []).append(named | {
                name: int(text, 16) for name, text in unit.items() if isinstance(text, str)})
    return values
