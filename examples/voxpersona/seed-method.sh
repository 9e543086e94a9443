#!/usr/bin/env bash
# NOT a backup tool: the former script's method, kept to compare with (docs/benchmarks.md).
#
# It copies each volume through a temporary container into a temporary directory, packs that and the
# directories with one gzip, lists the archive as its check, and deletes by modification time.
#
#   seed-method.sh BASE_DIR DESTINATION "DIRECTORY..." "VOLUME..."
set -euo pipefail
base=${1:?base directory}
destination=${2:?destination}
read -ra directories <<<"${3-}"
read -ra volumes <<<"${4-}"

log() { printf '[%s] %s\n' "$(date '+%F %T')" "$*" | tee -a "$destination/backup.log"; }

started=$SECONDS
name=persistent_data_backup_$(date +%Y%m%d_%H%M%S).tar.gz
temporary=$(mktemp -d "$destination/temp.XXXXXX")
trap 'rm -rf "$temporary"' EXIT

free=$(df --output=avail -B1 "$destination" | tail -n 1)
[ "$free" -ge 5000000000 ] || { log "less than 5 GB free" && exit 1; }

for directory in ${directories[@]+"${directories[@]}"}; do
  if [ -d "$base/$directory" ]; then
    cp -a "$base/$directory" "$temporary/"
  else
    log "warning: $directory is missing"
  fi
done
for volume in ${volumes[@]+"${volumes[@]}"}; do
  if docker volume inspect "$volume" >/dev/null 2>&1; then
    docker run --rm --network none -v "$volume:/volume:ro" -v "$temporary:/backup" alpine \
      tar -cf "/backup/$volume.tar" -C /volume .
  else
    log "warning: volume $volume is missing"
  fi
done

tar -czf "$destination/$name" -C "$temporary" .
tar -tzf "$destination/$name" >/dev/null
find "$destination" -name 'persistent_data_backup_*.tar.gz' -mtime +7 ! -name "$name" -delete
log "$name: $(stat -c %s "$destination/$name") bytes in $((SECONDS - started)) s"
