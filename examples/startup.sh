#!/bin/sh
# How long `holdfast --version` takes, from the shell's point of view: the median of several runs.
#   examples/startup.sh [HOLDFAST [RUNS]]
set -eu
holdfast=${1:-$(dirname "$0")/../holdfast}
runs=${2:-15}

"$holdfast" --version
run=0
while [ "$run" -lt "$runs" ]; do
  run=$((run + 1))
  before=$(date +%s%N)
  "$holdfast" --version >/dev/null
  echo $((($(date +%s%N) - before) / 1000000))
done | sort -n | awk '
  { times[NR] = $1 }
  END { printf "%d runs: fastest %d ms, median %d ms, slowest %d ms\n", NR, times[1], times[int((NR + 1) / 2)], times[NR] }'
