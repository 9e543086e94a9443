#!/usr/bin/env bash
# Compares whole jobs of Holdfast with those of other tools, side by side on the same data, and prints
# Markdown for docs/benchmarks.md. Judges nothing: it fails only where a job fails.
#
#   bench.sh [--large] [--many] [ROUNDS [SCALE [DIR]]]
#
# ROUNDS   every job runs once a round, medians of all rounds are printed (5)
# SCALE    1 makes 423 MB of VoxPersona's shape (examples/voxpersona)
# DIR      where the work folder is made, and removed at the end (TMPDIR, else /tmp): 4 GB free
# --large  also ten times the data: 20 GB free, and as much memory if files shall stay in the page cache
# --many   also 300,000 small files
#
# Debian: apt install maven default-jdk-headless time openssl pigz zstd restic borgbackup
# A tool that is missing is left out, and the output says so; so is what needs a Docker Engine with an
# image alpine: the former script's method, and a file out of a volume. For those, four volumes are
# made and removed again.
#
# shellcheck disable=SC2016 # commands in single quotes are expanded by the shell that is measured
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
holdfast=${HOLDFAST:-$here/../holdfast}
large=no many=no
while [[ ${1-} = -* ]]; do
  case $1 in
    --large) large=yes ;;
    --many) many=yes ;;
    *) sed -n '2,17s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 2 ;;
  esac
  shift
done
rounds=${1:-5} scale=${2:-1} parent=${3:-${TMPDIR:-/tmp}}

say() { printf 'bench: %s\n' "$*" >&2; }
fail() { say "$*" && exit 1; }
need=$(awk -v s="$scale" -v large=$large 'BEGIN { printf "%d", 1e9 * (large == "yes" ? 20 : 4) * s + 1e9 }')
[ -x /usr/bin/time ] || fail "GNU time is missing as /usr/bin/time (Debian: apt install time)"
[ "$(df --output=avail -B1 "$parent" | tail -n 1)" -ge "$need" ] || fail "$parent: $need bytes must be free"
work=$(mktemp -d "$parent/holdfast-bench.XXXXXX")
finish() {
  if [ -e "$work/data/.voxpersona-data" ]; then
    "$here/voxpersona/make-data.sh" --remove "$work/data" || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What the measured commands use. restic and borg leave nothing outside the work folder.
unset GZIP PIGZ TAR_OPTIONS ZSTD_CLEVEL ZSTD_NBTHREADS HOLDFAST_JAVA_OPTS
CORES=$(nproc)
export LC_ALL=C.UTF-8 CORES DATA PARTS ARCHIVE TO=$work/to OUT=$work/out PROJECT=holdfastbench$$
export RESTIC_PASSWORD=bench RESTIC_REPOSITORY=$TO/restic RESTIC_CACHE_DIR=$work/restic
export BORG_REPO=$TO/borg BORG_BASE_DIR=$work/borg BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
ONE=volumes/postgres_data/base/5/1300 # the one file that is restored
export ONE

left_out=() missing=
for tool in openssl pigz zstd restic borg; do
  command -v $tool >/dev/null || { missing+=" $tool" && left_out+=("$tool, which is not installed"); }
done
engine=no
if docker image inspect alpine >/dev/null 2>&1; then
  engine=yes
else
  left_out+=("everything with volumes: no Docker Engine with an image alpine answers")
fi
tools= # what takes part
has() { [[ " $tools " = *" $1 "* && " $missing " != *" $1 "* ]]; }

# shellcheck source-path=SCRIPTDIR
. "$here/bench/jobs.sh"
all='balanced jdk gzip pigz zstd restic borg openssl'

extra() { # NAME PART...: the jobs that show how time and memory grow, for the data in DATA
  local last=second
  PARTS=${*:2}
  tools='zstd restic borg'
  first_backup "$1: first backup"
  later_backup "$1: unchanged second backup" second
  verify "$1: verify"
  restore "$1: restore of everything"
}

say "building, and making the data"
"$holdfast" --version >/dev/null
"$here/voxpersona/make-data.sh" "$work/data" "$scale" >"$work/made"
sed 's/^destination:/access: helper\n&/' "$work/data/holdfast.yaml" >"$work/helper.yaml"
if [ $large = yes ]; then
  DOCKER_HOST=unix:///nonexistent "$here/voxpersona/make-data.sh" "$work/large" \
    "$(awk -v s="$scale" 'BEGIN { print 10 * s }')" >"$work/made.large"
fi
if [ $many = yes ]; then
  for folder in {001..300}; do
    mkdir -p "$work/many/small/$folder"
    for file in {001..1000}; do
      echo "$folder $file" >"$work/many/small/$folder/file_$file"
    done
  done
fi
for ((round = 1; round <= rounds; round++)); do
  say "round $round of $rounds, load $(cut -d ' ' -f 1 /proc/loadavg)"
  DATA=$work/data PARTS='VoxPersona volumes' tools=$all last=third
  first_backup 'first backup'
  later_backup 'unchanged second backup' second
  change "$round"
  later_backup '1 % of the files changed' $last
  verify verify
  restore 'restore of everything'
  restore_one 'restore of one file'
  if [ $engine = yes ]; then volumes; fi
  if [ $large = yes ]; then DATA=$work/large && extra 'ten times the data' VoxPersona volumes; fi
  if [ $many = yes ]; then DATA=$work/many && extra '300,000 files' small; fi
done

tools=$all
version() { { "$@" 2>&1 || true; } | head -n 1; }
printf '%s, rounds: %s, %s. %s, %d cores, %s, Linux %s, load %s.\n' "$(date +%F)" "$rounds" \
  "$(head -n 1 "$work/made")" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$CORES" \
  "$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)" "$(uname -r | cut -d. -f1-2)" \
  "$(cut -d ' ' -f 1-3 /proc/loadavg)"
printf 'holdfast %s' "$(git -C "$here" rev-parse --short HEAD 2>/dev/null)"
printf '; %s' "$(version java -version)" "$(version tar --version)" "$(version gzip --version)"
if has pigz; then printf '; %s' "$(version pigz --version)"; fi
if has zstd; then printf '; zstd %s' "$(version zstd --version | sed 's/.* v\([0-9.]*\).*/\1/')"; fi
if has restic; then printf '; %s' "$(version restic version | cut -d ' ' -f 1-2)"; fi
if has borg; then printf '; %s' "$(version borg --version)"; fi
if [ $engine = yes ]; then printf '; Docker Engine %s' "$(docker version --format '{{.Server.Version}}')"; fi
printf '.\n'
for reason in ${left_out[@]+"${left_out[@]}"}; do printf '\nLeft out: %s.\n' "$reason"; done
awk -F '\t' -v cores="$CORES" -f "$here/bench/report.awk" "$work/results"
