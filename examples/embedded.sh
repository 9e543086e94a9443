#!/usr/bin/env bash
# Builds and tests examples/embedded against this checkout, as somebody else's project would be: the
# modules are installed into a temporary local repository, which leaves the usual one as it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-embedded.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What was downloaded before need not be again. Links where they are possible, copies elsewhere.
usual=$HOME/.m2/repository
if [ -d "$usual" ]; then
  cp -al "$usual" "$work/repository" 2>/dev/null \
    || { rm -rf "$work/repository" && cp -a "$usual" "$work/repository"; }
fi

maven() { mvn -B -q -Dmaven.repo.local="$work/repository" "$@"; }
maven -Dholdfast.fast -pl backup-core,backup-archive,backup-docker,backup-testkit -am install
maven -f bom install
maven -f examples/embedded clean verify
grep -h '^Tests run' examples/embedded/*/target/surefire-reports/*.txt
