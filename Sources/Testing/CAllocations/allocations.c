#include "allocations.h"
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_OTHER_ALLOCATOR 1
#endif
#endif

static __thread allocations_count count;

allocations_count allocations_of_this_thread(void) { return count; }

#ifdef HAS_OTHER_ALLOCATOR

bool allocations_are_counted(void) { return false; }

#else

bool allocations_are_counted(void) { return true; }

// The names under which glibc keeps its own functions reachable for whoever stands before them.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static void note(size_t bytes) {
    count.calls += 1;
    count.bytes += bytes;
}

void *malloc(size_t bytes) {
    note(bytes);
    return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes) {
    note(number * bytes);
    return __libc_calloc(number, bytes);
}

void *realloc(void *old, size_t bytes) {
    note(bytes);
    return __libc_realloc(old, bytes);
}

#endif
