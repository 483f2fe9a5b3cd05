#!/usr/bin/env bash
# Runs the built fuzzer: each target, or TARGET alone, for MINUTES, or one INPUT of TARGET once. Finds are kept in .build-fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
fuzz=.build-fuzz/debug/fuzz
corpus=Tests/Fuzzing/FuzzingTests/corpus
limits="-max_len=4096 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512"
# Leaks are told by the limit on memory, which what the sanitizer keeps of freed memory must not fill.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=16:${ASAN_OPTIONS:-}

if [ -n "${INPUT:-}" ]; then
    exec $fuzz --target="$TARGET" $limits "$INPUT"
fi

for target in ${TARGET:-$(find $corpus -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort)}; do
    found=.build-fuzz/found/$target
    mkdir -p "$found"
    dictionary=$corpus/$target.dict
    echo "Fuzzing $target for $MINUTES min; its log is $found.log"
    if ! $fuzz --target="$target" ${dictionary:+$([ -f "$dictionary" ] && echo "-dict=$dictionary")} \
        -max_total_time=$((MINUTES * 60)) $limits -print_final_stats=1 \
        -artifact_prefix="$found/" "$found" "$corpus/$target" >"$found.log" 2>&1; then
        grep -E '^==.*ERROR|^SUMMARY|Fatal error' "$found.log" || true
        artifact=$(sed -n 's/.*Test unit written to //p' "$found.log" | tail -1)
        echo "$target failed. Repeat it with: make fuzz TARGET=$target INPUT=$artifact"
        exit 1
    fi
    grep -E '^#[0-9]+.*DONE|stat::(number_of_executed_units|peak_rss_mb)' "$found.log"
done
