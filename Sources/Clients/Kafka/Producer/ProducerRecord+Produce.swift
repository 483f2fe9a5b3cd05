import CRdKafka

extension ProducerRecord {
    /// Copies the record into librdkafka's queue; `receipt` comes back in the delivery report, exactly once,
    /// if and only if this call succeeds.
    func produce(to client: OpaquePointer, receipt: UnsafeMutableRawPointer) -> rd_kafka_resp_err_t {
        let headerList = headers.isEmpty ? nil : makeHeaderList()
        let response = withBytes(of: key) { key in
            withBytes(of: value) { value in
                shim_kafka_produce(
                    client, topic, partition ?? RD_KAFKA_PARTITION_UA, key.start, key.count, value.start, value.count,
                    timestampMs ?? 0, headerList, receipt)
            }
        }
        if response != RD_KAFKA_RESP_ERR_NO_ERROR, let headerList { rd_kafka_headers_destroy(headerList) }
        return response
    }

    private func makeHeaderList() -> OpaquePointer? {
        let list = rd_kafka_headers_new(headers.count)
        for header in headers {
            withBytes(of: header.value) { value in
                _ = rd_kafka_header_add(list, header.name, -1, value.start, value.count)
            }
        }
        return list
    }
}

/// Lends bytes the way Kafka tells them apart: a null pointer is absent, a length of 0 is empty.
private func withBytes<R>(of bytes: [UInt8]?, _ body: ((start: UnsafeRawPointer?, count: Int)) -> R) -> R {
    guard let bytes else { return body((nil, 0)) }
    guard !bytes.isEmpty else {
        // An empty array may have no address at all, which would read as absent.
        var placeholder: UInt8 = 0
        return withUnsafeBytes(of: &placeholder) { body(($0.baseAddress, 0)) }
    }
    return bytes.withUnsafeBytes { body(($0.baseAddress, $0.count)) }
}
