#!/usr/bin/env bash
# Runs built integration suites again and again on a machine that BUSY processes keep busy: steady.sh <suite>...
# Every run is bounded by LIMIT seconds; its log is kept in .build/steady if it failed. Ends with 1 if any did.
set -uo pipefail
cd "$(dirname "$0")/.."
logs=.build/steady
mkdir -p $logs

busy=()
for _ in $(seq "$BUSY"); do
    (while :; do :; done) &
    busy+=($!)
done
# By their ids, however this ends.
trap 'kill "${busy[@]}" 2>/dev/null' EXIT
trap 'exit 130' INT TERM

broken=0
for suite in "$@"; do
    passed=0
    for run in $(seq "$RUNS"); do
        log=$logs/${suite//[^A-Za-z0-9]/-}-$run.log
        start=$SECONDS
        if timeout -k 10 "${LIMIT:-1800}" swift test --skip-build --no-parallel --filter "$suite" >"$log" 2>&1; then
            passed=$((passed + 1))
            rm "$log"
        else
            echo "$suite, run $run, failed after $((SECONDS - start)) s; its log is $log"
            grep -E '✘.*recorded an issue|Fatal error|rogram crashed' "$log" | cut -c1-400
        fi
    done
    echo "$suite: $passed of $RUNS runs passed with $BUSY busy processes"
    [ "$passed" = "$RUNS" ] || broken=1
done
exit $broken
