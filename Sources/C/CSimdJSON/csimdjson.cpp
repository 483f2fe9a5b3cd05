#include "csimdjson.h"

#include <new>
#include <simdjson.h>
#include <vector>

using namespace simdjson;

struct csj_parser {
    dom::parser parser;
    std::vector<csj_node> nodes;
    size_t capacity;
    csj_parser(size_t capacity, size_t depth) : parser(capacity), capacity(capacity) {
        error_code error = parser.allocate(capacity, depth);
        if (error) throw std::bad_alloc();
    }
};

static void flatten(std::vector<csj_node> &nodes, dom::element element, const char *key, size_t key_length) {
    size_t index = nodes.size();
    nodes.emplace_back();
    csj_node node{};
    node.key = key;
    node.key_length = static_cast<uint32_t>(key_length);
    node.skip = 1;
    switch (element.type()) {
    case dom::element_type::NULL_VALUE: node.kind = csj_null; break;
    case dom::element_type::BOOL: node.kind = element.get_bool().value_unsafe() ? csj_true : csj_false; break;
    case dom::element_type::INT64: node.kind = csj_int; node.integer = element.get_int64().value_unsafe(); break;
    case dom::element_type::UINT64: node.kind = csj_uint; node.unsigned_integer = element.get_uint64().value_unsafe(); break;
    case dom::element_type::DOUBLE: node.kind = csj_double; node.number = element.get_double().value_unsafe(); break;
    case dom::element_type::STRING: {
        std::string_view text = element.get_string().value_unsafe();
        node.kind = csj_string;
        node.string = text.data();
        node.length = static_cast<uint32_t>(text.size());
        break;
    }
    case dom::element_type::ARRAY: {
        node.kind = csj_array;
        for (dom::element child : element.get_array().value_unsafe()) {
            node.length++;
            flatten(nodes, child, nullptr, 0);
        }
        node.skip = static_cast<uint32_t>(nodes.size() - index);
        break;
    }
    case dom::element_type::OBJECT: {
        node.kind = csj_object;
        for (dom::key_value_pair member : element.get_object().value_unsafe()) {
            node.length++;
            flatten(nodes, member.value, member.key.data(), member.key.size());
        }
        node.skip = static_cast<uint32_t>(nodes.size() - index);
        break;
    }
    }
    nodes[index] = node;
}

csj_parser *csj_parser_new(size_t capacity, size_t depth) {
    try {
        return new csj_parser(capacity, depth);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void csj_parser_free(csj_parser *parser) { delete parser; }

int csj_parse(csj_parser *parser, const char *bytes, size_t length, const csj_node **nodes, size_t *count) {
    if (length > parser->capacity) return CAPACITY;
    try {
        dom::element root;
        error_code error = parser->parser.parse(bytes, length, true).get(root);
        if (error) return error;
        parser->nodes.clear();
        flatten(parser->nodes, root, nullptr, 0);
        *nodes = parser->nodes.data();
        *count = parser->nodes.size();
        return SUCCESS;
    } catch (const std::bad_alloc &) {
        return MEMALLOC;
    }
}

const char *csj_error_message(int code) { return error_message(static_cast<error_code>(code)); }
