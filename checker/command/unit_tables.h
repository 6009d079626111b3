// SPDX-License-Identifier: MIT
// What a capture says about a unit besides its registers: numbers, tables that it holds itself, PCI capabilities.
#pragma once

#include "platform/capture.h"
#include "reach/machine.h"

namespace iosolate::command {

/// Fills in params that are declared with `number`, `table` or `file` and that the setting does not have yet; tables
/// that are in no memory appear at addresses of their own (Setting::inside). What the unit lacks stays unknown.
/// Throws InputError [session.param] for a number that does not fit, [memory.*] for a file that cannot be read.
void place_unit_tables(const platform::Capture& capture, const reach::MachineInfo& info, reach::Setting& setting);

/// Gives the setting the PCI capabilities in which the specification has registers, where a single function of the
/// capture has that capability; with several, nothing here says which is the unit's.
void find_capabilities(const platform::Capture& capture, const reach::MachineInfo& info, reach::Setting& setting);

}  // namespace iosolate::command
