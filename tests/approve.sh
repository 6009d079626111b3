#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the golden files anew from the toy specification: tests/approve.sh BUILD/generators/iosolate-gen; then review the diff.
set -eu
generator=${1:?path of iosolate-gen}
root=$(cd "$(dirname "$0")/.." && pwd)
"$generator" --cpp "$root/spec/toy/pte.xml" -o "$root/tests/golden/toy_pte.h"
"$generator" --smt "$root/spec/toy/pte.xml" -o "$root/tests/golden/toy_pte.smt2"
git -C "$root" --no-pager diff --stat -- tests/golden
