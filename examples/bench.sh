#!/usr/bin/env bash
# Compares `holdfast run` with the former script's method on the same data: VoxPersona's twelve
# sources, made here and removed afterwards. Prints a table for docs/benchmarks.md. Judges nothing.
#
#   bench.sh [RUNS [SCALE [DIR]]]     5 runs of each, scale 1, below the temporary directory
#
# Needs a Docker Engine that answers, GNU time as /usr/bin/time, and about 1.5 GB in DIR.
# CPU and memory are those of the program and its children; what helper containers use is the
# engine's and not counted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
holdfast=${HOLDFAST:-$here/../holdfast}
runs=${1:-5}
scale=${2:-1}
work=$(mktemp -d "${3:-${TMPDIR:-/tmp}}/holdfast-bench.XXXXXX")
export PROJECT=holdfastbench$$

docker version >/dev/null || exit 1
[ -x /usr/bin/time ] || { echo "needs GNU time as /usr/bin/time (Debian: time)" >&2 && exit 1; }
trap '"$here/voxpersona/make-data.sh" --remove "$work/data"; rm -rf "$work"' EXIT

"$here/voxpersona/make-data.sh" "$work/data" "$scale" >"$work/made"
plan=$work/data/holdfast.yaml
backups=$work/data/backups
sed 's/^destination:/access: helper\n&/' "$plan" >"$work/data/helper.yaml"
mapfile -t directories < <(ls "$work/data/VoxPersona")
volumes=("$PROJECT"_{postgres_data,minio_data,certificates,pip_cache})
"$holdfast" --version >/dev/null

measure() { # NAME COMMAND...: appends wall, user, system seconds and peak kB to a file of that name
  local name=$1
  shift
  /usr/bin/time -a -o "$work/$name" -f '%e %U %S %M' "$@" >"$work/out" 2>&1 \
    || { cat "$work/out" >&2 && exit 1; }
}
size() { # NAME: notes the size of the only archive and removes it
  local archives=("$backups"/*.tar.gz)
  stat -c %s "${archives[0]}" >>"$work/$1.size"
  rm -rf "${backups:?}"/*
}

for ((i = 0; i < runs; i++)); do
  measure seed "$here/voxpersona/seed-method.sh" "$work/data/VoxPersona" "$backups" \
    "${directories[*]}" "${volumes[*]}"
  size seed
  measure helper "$holdfast" run --quiet -c "$work/data/helper.yaml"
  size helper
  measure zlib env HOLDFAST_JAVA_OPTS=-Dholdfast.native=false "$holdfast" run --quiet -c "$plan"
  size zlib
  measure direct "$holdfast" run --quiet -c "$plan"
  archives=("$backups"/*.tar.gz)
  measure gzip-t gzip -t "${archives[0]}"
  measure verify "$holdfast" verify --quiet "${archives[0]}"
  size direct
done

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { awk -v c="$2" '{ print c == 2 ? $2 + $3 : $c }' "$work/$1" | median; }
row() { # NAME LABEL BASE
  local wall base
  wall=$(column "$1" 1)
  base=$(column "$3" 1)
  awk -v label="$2" -v wall="$wall" -v base="$base" -v cpu="$(column "$1" 2)" -v kb="$(column "$1" 4)" \
    -v size="$( [ -f "$work/$1.size" ] && median <"$work/$1.size" || echo 0)" 'BEGIN {
      printf "| %s | %.2f | %.2f | %.0f | %s | %.2f |\n", label, wall, cpu, kb / 1024,
        (size > 0 ? sprintf("%.1f", size / 1e6) : ""), base / wall }'
}

printf '%s, medians of %d, %s\n\n' "$(date +%F)" "$runs" "$(head -n 1 "$work/made")"
printf '%s, %d cores, %s, Linux %s, Docker Engine %s\n\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
  "$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)" "$(uname -r | cut -d. -f1-2)" \
  "$(docker version --format '{{.Server.Version}}')"
echo '| what | wall s | CPU s | peak MiB | archive MB | times as fast |'
echo '|---|---|---|---|---|---|'
row seed "the former script's method" seed
row helper 'holdfast run, access: helper' seed
row direct 'holdfast run, as root (direct)' seed
row zlib 'the same, -Dholdfast.native=false' seed
row gzip-t 'gzip -t' gzip-t
row verify 'holdfast verify' gzip-t
