import Testing

/// Scenes that only a real broker can play: the in-memory cluster deletes no topic, has no transactions, no retention, no
/// compaction, and no second life. One test at a time, since topics have fixed names.
@Suite(
    "On a real broker", .serialized,
    .enabled(
        if: Broker.bootstrapServers != nil,
        "PULSEHUB_TEST_KAFKA names no broker; make test-broker KAFKA=host:port runs these against one of your own"))
enum BrokerTests {}
