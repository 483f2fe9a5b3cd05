import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Logging
import ServiceLifecycle

/// All data of a person, as lines of JSON that are read while they are sent.
extension ProfileServer {
    func addExport(to api: RouterGroup<CallerContext>) {
        api.readPerson("export") { request, context, user in
            _ = try Query(request)
            let caller = try context.caller
            guard caller.isPerson(user) || caller.isAny(of: .admin) else {
                throw Problem.forbidden("only the person and admins may take everything")
            }
            let seen = try await access.decide(on: user, in: context, until: deadline)
            let pages = try await export.begin(user, for: caller.subject)
            guard let first = try await pages.next() else { throw Problem.notFound("nothing is known of this user") }
            try record(Signal.all, of: seen, in: context)
            let head = Self.line { json in
                json.field("kind", "export")
                json.field("userId", user.text)
            }
            let (channel, verifier, timeout) = (context.channel, verifier, configuration.exportTimeout)
            let body = ResponseBody { writer in
                // A client that reads slowly holds a snapshot of the store, and one of few places.
                let end = Task {
                    try await Task.sleep(for: timeout)
                    channel.close(promise: nil)
                }
                defer { end.cancel() }
                try await writer.write(ByteBuffer(bytes: head))
                var page: ExportPage? = first
                var lines = 1
                while let lot = page {
                    try await writer.write(ByteBuffer(bytes: lot.bytes))
                    lines += lot.lines
                    // The missing last line tells the client that this is not all.
                    if Task.isShuttingDownGracefully || !verifier.trusts(caller) { throw CancellationError() }
                    page = try await pages.next()
                }
                let count = lines
                try await writer.write(
                    ByteBuffer(
                        bytes: Self.line { json in
                            json.field("kind", "end")
                            json.key("lines")
                            json.integer(count)
                        }))
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/x-ndjson", .cacheControl: "private, no-store",
                    .contentDisposition: #"attachment; filename="pulsehub-export.ndjson""#,
                ],
                body: body)
        }
    }

    private static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        members(&json)
        json.endObject()
        return json.bytes + [UInt8(ascii: "\n")]
    }
}
