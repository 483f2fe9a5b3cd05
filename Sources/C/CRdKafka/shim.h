#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/* Swift cannot import variadic functions. rd_kafka_producev() is the only call that takes headers, a timestamp and an
 * opaque at once, and its array form (rd_kafka_produceva) would have Swift fill untyped unions for every record.
 * NULL is not the same as an empty key or value: NULL is absent (a tombstone), a length of 0 is empty.
 * On success librdkafka owns `headers` (which may be NULL); on failure the caller still does. */
static inline rd_kafka_resp_err_t shim_kafka_produce(
    rd_kafka_t *client, const char *topic, int32_t partition, const void *key, size_t key_size, const void *value,
    size_t value_size, int64_t timestamp_ms, rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_KEY(key, key_size),
        RD_KAFKA_V_VALUE((void *)value, value_size), RD_KAFKA_V_TIMESTAMP(timestamp_ms), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
