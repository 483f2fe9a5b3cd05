#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// simdjson is C++ templates, which Swift cannot call: this shim parses a document and lays it out as a flat array of
// nodes in document order. It knows nothing of what the document means.

typedef enum : uint8_t {
    csj_null, csj_false, csj_true, csj_int, csj_uint, csj_double, csj_string, csj_array, csj_object,
} csj_kind;

// One value. A container is followed by its children; `skip` is the number of nodes of the whole subtree, itself included.
// Members of an object carry their key; `key` is NULL elsewhere. Strings are unescaped UTF-8 and not NUL-terminated.
typedef struct {
    const char *key;
    union {
        const char *string;
        int64_t integer;
        uint64_t unsigned_integer;
        double number;
    };
    uint32_t key_length;
    uint32_t length;  // bytes of a string, members of a container
    uint32_t skip;
    csj_kind kind;
} csj_node;

typedef struct csj_parser csj_parser;

// `capacity` bounds the documents accepted, in bytes; `depth` bounds nesting. NULL when memory is short.
csj_parser *csj_parser_new(size_t capacity, size_t depth);
void csj_parser_free(csj_parser *parser);

// 0 and the nodes, which live until the next parse or the end of the parser; else simdjson's error code.
int csj_parse(csj_parser *parser, const char *bytes, size_t length, const csj_node **nodes, size_t *count);

const char *csj_error_message(int code);

#ifdef __cplusplus
}
#endif
