import CHiredis

/// hiredis' ways to build replies, without arrays whose mere announcement would take all memory: hiredis makes room for
/// every element as soon as it reads how many will come, 16 GiB for the thirteen bytes of `*2147483647`.
enum BoundedReplies {
    /// The most elements of one array; `EXEC` answers with one for each command that it was given.
    static let elementsMax = CInt(RedisConnection.maximumPendingReplies)

    /// Makes a reader refuse larger arrays; it then says that it is out of memory.
    static func bound(_ reader: UnsafeMutablePointer<redisReader>) {
        if let functions { reader.pointee.fn = functions }
    }

    /// Written once and never freed: readers keep the address.
    nonisolated(unsafe) private static let functions: UnsafeMutablePointer<redisReplyObjectFunctions>? = standard.map {
        var bounded = $0
        bounded.createArray = { task, count in
            count <= BoundedReplies.elementsMax ? BoundedReplies.standard?.createArray(task, count) : nil
        }
        let memory = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        memory.initialize(to: bounded)
        return memory
    }

    /// Those that hiredis gives to a new reader; nil if there is no memory for one.
    nonisolated(unsafe) private static let standard: redisReplyObjectFunctions? = {
        guard let reader = redisReaderCreate() else { return nil }
        defer { redisReaderFree(reader) }
        return reader.pointee.fn.pointee
    }()
}
