# shellcheck shell=bash disable=SC2016,SC2154 # single quotes: for the shell that is measured; the variables: see below
#
# The jobs that examples/bench.sh measures. It sets:
#   work, TO, OUT   the work folder, where archives and repositories go, where things are restored to
#   here            the folder examples
#   DATA, PARTS     what is saved: these directories below that one
#   holdfast, tools, missing, last (borg's newest archive), PROJECT (of the volumes), ONE (a file)

# measure JOB TOOL GROWS COMMAND...: runs a command and notes wall, user and system seconds, the peak of
# its largest process in kB, and the bytes by which the directory GROWS (or -) has grown.
measure() {
  local job=$1 tool=$2 grows=$3 before
  shift 3
  sync -f "$work"
  before=$(bytes "$grows")
  /usr/bin/time -o "$work/time" -f '%e\t%U\t%S\t%M' "$@" >"$work/said" 2>&1 </dev/null \
    || fail "$tool, $job: failed: $(tail -n 5 "$work/said")"
  printf '%s\t%s\t%s\t%d\n' "$job" "$tool" "$(cat "$work/time")" $(($(bytes "$grows") - before)) \
    >>"$work/results"
}
bytes() { if [ "$1" = - ]; then echo 0; else du -sb "$1" | cut -f 1; fi; }
lines=(bash -euo pipefail -c) # for jobs of several commands
jdk=(env HOLDFAST_JAVA_OPTS=-Dholdfast.native=false "$holdfast")
newest() { # DIRECTORY: sets ARCHIVE to the last one there
  local archives=("$1"/*.tar.gz)
  ARCHIVE=${archives[-1]}
}
plan() { # NAME [LINE]: a plan for all of DATA, with a destination of its own
  mkdir -p "$TO/$1"
  printf '%s\n' 'name: bench' "base-dir: '$DATA'" "destination: '$TO/$1'" 'exclude-caches: false' \
    "directories: [${PARTS// /, }]" "${@:2}" >"$work/$1.yaml"
}

first_backup() { # JOB
  local run=(run --quiet -c "$work/fast.yaml")
  rm -rf "$TO" "$RESTIC_CACHE_DIR" "$BORG_BASE_DIR"
  mkdir "$TO"
  plan fast
  measure "$1" holdfast "$TO" "$holdfast" "${run[@]}"
  newest "$TO/fast"
  if has balanced; then
    plan balanced 'compression: balanced'
    measure "$1" 'holdfast, balanced' "$TO" "$holdfast" run --quiet -c "$work/balanced.yaml"
  fi
  if has jdk; then
    plan jdk
    measure "$1" 'holdfast, no natives' "$TO" "${jdk[@]}" run --quiet -c "$work/jdk.yaml"
  fi
  if has gzip; then
    measure "$1" 'tar czf, gzip -t' "$TO" "${lines[@]}" \
      'tar -czf "$TO/x.gz" -C "$DATA" $PARTS && gzip -t "$TO/x.gz"'
  fi
  if has pigz; then
    measure "$1" "tar, pigz -p$CORES, pigz -t" "$TO" "${lines[@]}" \
      'tar -cf - -C "$DATA" $PARTS | pigz -p"$CORES" >"$TO/y.gz" && pigz -t "$TO/y.gz"'
  fi
  if has zstd; then
    measure "$1" "tar, zstd -T$CORES -3, zstd -t" "$TO" "${lines[@]}" \
      'tar -cf - -C "$DATA" $PARTS | zstd -q -T"$CORES" -3 >"$TO/x.zst" && zstd -q -t "$TO/x.zst"'
  fi
  if has restic; then
    restic init --quiet
    measure "$1" restic "$TO" "${lines[@]}" 'cd "$DATA" && restic backup --quiet $PARTS'
  fi
  if has borg; then
    borg init --encryption none
    measure "$1" borg "$TO" "${lines[@]}" 'cd "$DATA" && borg create ::first $PARTS'
  fi
  measure "$1" 'tar cf' "$TO" "${lines[@]}" 'tar -cf "$TO/x.tar" -C "$DATA" $PARTS'
  if has openssl; then
    measure "$1" 'floor: read, hash, write' "$TO" "${lines[@]}" \
      'dd if="$ARCHIVE" of="$TO/copy" bs=1M conv=fsync & tar -cf - -C "$DATA" $PARTS | openssl dgst -sha256; wait $!'
  fi
  rm -f "$TO"/{x.tar,x.gz,y.gz,x.zst,copy}
}

later_backup() { # JOB NAME
  measure "$1" holdfast "$TO" "$holdfast" run --quiet -c "$work/fast.yaml"
  if has restic; then
    measure "$1" restic "$TO" "${lines[@]}" 'cd "$DATA" && restic backup --quiet $PARTS'
  fi
  if has borg; then
    measure "$1" borg "$TO" "${lines[@]}" 'cd "$DATA" && borg create "::$0" $PARTS' "$2"
  fi
}

# Changes 23 files, the same ones each time: 4 KiB in the middle, or a line at the end.
change() { # ROUND
  local files file size i
  mapfile -t files < <(find "$DATA/VoxPersona" "$DATA/volumes" -type f | sort)
  for ((i = 0; i < 23; i++)); do
    file=${files[i * ${#files[@]} / 23]}
    size=$(stat -c %s "$file")
    if [ "$size" -ge 16384 ]; then
      { yes "round $1, file $i" || true; } | head -c 4096 \
        | dd of="$file" bs=4096 seek=$((size / 8192)) conv=notrunc status=none
    else
      echo "round $1" >>"$file"
    fi
  done
}

verify() { # JOB
  newest "$TO/fast"
  measure "$1" holdfast - "$holdfast" verify --quiet "$ARCHIVE"
  if has jdk; then
    measure "$1" 'holdfast, no natives' - "${jdk[@]}" verify --quiet "$ARCHIVE"
  fi
  measure "$1" 'gzip -t' - gzip -t "$ARCHIVE"
  if has pigz; then measure "$1" 'pigz -t' - pigz -t "$ARCHIVE"; fi
  if has restic; then measure "$1" 'restic check --read-data' - restic check --quiet --read-data; fi
  if has borg; then measure "$1" 'borg check --verify-data' - borg check --verify-data; fi
}

# restored JOB TOOL WHAT COMMAND...: into an empty OUT; what came back is compared, outside the time.
restored() {
  rm -rf "$OUT" && mkdir "$OUT"
  measure "$1" "$2" - "${@:4}"
  local part
  for part in $3; do
    diff -r --no-dereference "$DATA/$part" "$OUT/$part" >"$work/said" 2>&1 \
      || fail "$2, $1: what came back differs: $(head -n 3 "$work/said")"
  done
}

restore() { # JOB
  newest "$TO/fast"
  restored "$1" holdfast "$PARTS" "$holdfast" restore --quiet --to "$OUT" "$ARCHIVE"
  restored "$1" 'tar -xzf' "$PARTS" tar -xzf "$ARCHIVE" -C "$OUT"
  if has restic; then restored "$1" restic "$PARTS" restic restore --quiet latest --target "$OUT"; fi
  if has borg; then
    restored "$1" borg "$PARTS" "${lines[@]}" 'cd "$OUT" && borg extract "::$0"' "$last"
  fi
}

restore_one() { # JOB
  restored "$1" holdfast "$ONE" "$holdfast" restore --quiet --path "$ONE" --to "$OUT" "$ARCHIVE"
  restored "$1" 'tar -xzf' "$ONE" tar -xzf "$ARCHIVE" -C "$OUT" "$ONE"
  if has restic; then
    restored "$1" restic "$ONE" restic restore --quiet latest --include "/$ONE" --target "$OUT"
  fi
  if has borg; then
    restored "$1" borg "$ONE" "${lines[@]}" 'cd "$OUT" && borg extract "::$0" "$ONE"' "$last"
  fi
}

# The twelve sources as they are in use: eight directories, four volumes.
volumes() {
  local job='first backup with volumes' to=$work/data/backups directories
  mapfile -t directories < <(ls "$DATA/VoxPersona")
  measure "$job" "the former script's method" "$to" "$here/voxpersona/seed-method.sh" "$DATA/VoxPersona" \
    "$to" "${directories[*]}" "${PROJECT}_postgres_data ${PROJECT}_minio_data ${PROJECT}_certificates ${PROJECT}_pip_cache"
  rm -rf "${to:?}"/*
  measure "$job" 'holdfast, access: helper' "$to" "$holdfast" run --quiet -c "$work/helper.yaml"
  rm -rf "${to:?}"/*
  measure "$job" holdfast "$to" "$holdfast" run --quiet -c "$DATA/holdfast.yaml"
  newest "$to"
  job='one file out of a volume'
  restored "$job" holdfast '' "$holdfast" restore --quiet --path "${PROJECT}_${ONE#*/}" --to "$OUT" "$ARCHIVE"
  cmp "$OUT/${PROJECT}_${ONE#*/}" "$DATA/$ONE"
  restored "$job" 'tar -xzf, tar -xf' '' "${lines[@]}" \
    'tar -xzf "$ARCHIVE" -O "${PROJECT}_postgres_data.tar" | tar -xf - -C "$OUT" ".${ONE#volumes/postgres_data}"'
  cmp "$OUT/${ONE#volumes/postgres_data/}" "$DATA/$ONE"
  rm -rf "${to:?}"/*
}

