#!/usr/bin/env bash
# Makes data of VoxPersona's shape: 8 directories and 4 volumes, 424 MB at scale 1: indices of vectors
# (163 MB), a database (222 MB), objects, texts, wheels. The same bytes each time; times and owners as
# set here.
#
#   make-data.sh DIR [SCALE]         into DIR, which must not exist; SCALE 0.1 makes a tenth
#   make-data.sh --remove DIR        deletes DIR and the volumes that were made for it
#
# DIR/VoxPersona holds the directories, DIR/volumes what is in the volumes, DIR/holdfast.yaml a plan.
# Where a Docker Engine answers, the volumes are made there, filled by containers of the image alpine,
# and named PROJECT_postgres_data and so on (PROJECT=voxpersona unless the environment says otherwise).
# Where none answers, the plan leaves them out.
# Needs Java 17 or later.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=${PROJECT:-voxpersona}
names=(postgres_data minio_data certificates pip_cache)

fail() {
  printf 'make-data: %s\n' "$*" >&2
  exit 1
}

if [ "${1-}" = --remove ]; then
  dir=${2:?which directory?}
  [ -f "$dir/.voxpersona-data" ] || fail "$dir was not made by this script"
  while read -r volume; do
    docker volume rm "$volume" >/dev/null
  done <"$dir/.voxpersona-data"
  rm -rf "$dir"
  exit
fi

dir=${1:?usage: make-data.sh DIR [SCALE]}
scale=${2:-1}
[ ! -e "$dir" ] || fail "$dir exists already"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
: >"$dir/.voxpersona-data"
mkdir "$dir/VoxPersona" "$dir/volumes"

LC_ALL=C.UTF-8 java -Dfile.encoding=UTF-8 "$here/MakeData.java" "$dir/VoxPersona" "$dir/volumes" "$scale"

# What real trees have beside files: links, private modes, times in the past.
ln -s app.log.1 "$dir/VoxPersona/logs/current"
ln "$dir/VoxPersona/logs/app.log.5" "$dir/VoxPersona/logs/oldest"
chmod 600 "$dir"/VoxPersona/telegram_sessions/* "$dir"/VoxPersona/auth_data/*
mkdir -p "$dir/volumes/certificates/live/voxpersona.example"
for name in cert chain privkey; do
  ln -s "../../archive/voxpersona.example/${name}1.pem" \
    "$dir/volumes/certificates/live/voxpersona.example/$name.pem"
done
chmod 700 "$dir/volumes/postgres_data" "$dir/volumes/certificates/archive"
find "$dir/VoxPersona" "$dir/volumes" -exec touch -h -d '2025-06-01T12:00:00.123456789Z' {} +
find "$dir/VoxPersona" "$dir/volumes" -type f -printf '%s %i\n' | sort -u -k 2 \
  | awk '{ bytes += $1; files++ } END { printf "%.1f MB in %d files\n", bytes / 1e6, files }'

plan() {
  sed -e "s|^base-dir: .*|base-dir: $dir/VoxPersona|" -e "s|^destination: .*|destination: $dir/backups|" \
    -e "s/voxpersona_\(postgres\|minio\|cert\|pip\)/${project}_\1/" "$here/holdfast.yaml"
}
mkdir "$dir/backups"

if ! docker version >/dev/null 2>&1; then
  plan | sed '/^volumes:/,/^$/d' >"$dir/holdfast.yaml"
  printf 'No Docker Engine answers: the content of the volumes is in %s\n' "$dir/volumes"
  exit
fi

owner_of() {
  case $1 in
    postgres_data) echo 70:70 ;;
    minio_data) echo 1000:1000 ;;
    *) echo 0:0 ;;
  esac
}
for name in "${names[@]}"; do
  volume=${project}_$name
  if docker volume inspect "$volume" >/dev/null 2>&1; then
    fail "volume $volume exists already; give another PROJECT"
  fi
  docker volume create --label "com.docker.compose.project=$project" \
    --label "com.docker.compose.volume=$name" "$volume" >/dev/null
  echo "$volume" >>"$dir/.voxpersona-data"
  owner=$(owner_of "$name")
  tar -C "$dir/volumes/$name" --numeric-owner --owner="${owner%:*}" --group="${owner#*:}" -cf - . \
    | docker run --rm -i --network none -v "$volume:/volume" alpine tar -xf - -C /volume
  echo "volume $volume"
done
plan >"$dir/holdfast.yaml"
printf 'Next: holdfast run -c %s\n' "$dir/holdfast.yaml"
