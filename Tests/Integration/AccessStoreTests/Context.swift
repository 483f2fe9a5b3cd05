import HTTPKit
import Hummingbird
import Identity
import NIOEmbedded

extension ReadsTests {
    /// A request of this caller without a connection.
    static func context(_ caller: Caller) throws -> CallerContext {
        var context = CallerContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: quiet))
        context.identity = caller
        return context
    }
}
