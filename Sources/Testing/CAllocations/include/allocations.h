#pragma once
#include <stdbool.h>
#include <stdint.h>

// Counts what the C library's allocator is asked for, by standing before it in every program that links this. Swift's
// own objects and arrays come from there too. Counters are a thread's own, so what other threads do disturbs no count.

typedef struct {
    uint64_t calls;
    uint64_t bytes;
} allocations_count;

// What the calling thread has asked for since it began.
allocations_count allocations_of_this_thread(void);

// False under a sanitizer, which has an allocator of its own.
bool allocations_are_counted(void);
