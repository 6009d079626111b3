# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the scripts: quiet steps with a line each, and the output of a step only if it fails.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# Parallel compilations: as many as there are processors, and 1.5 GB of memory for each.
jobs() {
  local processors memory
  processors=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((processors < memory ? processors : memory))
}

# step TEXT COMMAND...: runs the command, prints TEXT and its seconds; a failure shows the last lines and is returned.
step() {
  local text=$1 begin=$SECONDS code=0
  shift
  printf '%-52s' "$text"
  "$@" >"$logs/output" 2>&1 </dev/null || code=$?
  if [ "$code" = 0 ]; then
    printf 'ok   %4d s\n' $((SECONDS - begin))
  else
    printf 'FAILED (%d) after %d s\n' "$code" $((SECONDS - begin))
    tail -n "${STEP_LINES:-80}" "$logs/output"
  fi
  return "$code"
}

# The comment at the head of the calling script is its help.
print_help() { sed -n '3,/^[^#]/ { /^#/!q; s/^# \{0,1\}//; p }' "$0"; }

refuse() {
  printf '%s: %s (--help explains)\n' "$(basename "$0")" "$1" >&2
  exit 2
}

# configure PRESET: what the presets of CMake and ccache have in common.
configure() {
  if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
  (cd "$root" && cmake --preset "$1")
}
