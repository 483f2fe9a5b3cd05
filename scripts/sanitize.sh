#!/usr/bin/env bash
# Runs all tests but the integration tests under a sanitizer: sanitize.sh thread|address <pattern of those to skip>
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=.build-$1
swift build --build-tests --sanitize="$1" --scratch-path "$scratch"
case $1 in
thread)
    "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -O1 -shared -fPIC \
        -o $scratch/mutex-for-tsan.so scripts/mutex-for-tsan.c
    export LD_PRELOAD=$PWD/$scratch/mutex-for-tsan.so
    ;;
# Swift frees neither what lives as long as the process nor what a test's process still holds at its end.
address) export ASAN_OPTIONS=detect_leaks=0 ;;
esac
# One test after the other, since side by side they would wait for each other longer than some of them may.
exec $scratch/debug/pulsehubPackageTests.xctest --testing-library swift-testing --no-parallel --skip "$2"
