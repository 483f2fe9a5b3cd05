#!/usr/bin/env bash
# Runs all tests but the integration tests under a sanitizer: sanitize.sh thread|address <pattern of those to skip>
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=.build-$1
suppressions=$PWD/scripts/$1-sanitizer.supp
[ ! -f "$suppressions" ] || export TSAN_OPTIONS=suppressions=$suppressions
swift build --build-tests --sanitize="$1" --scratch-path "$scratch"
swift test --skip-build --sanitize="$1" --scratch-path "$scratch" --skip "$2"
