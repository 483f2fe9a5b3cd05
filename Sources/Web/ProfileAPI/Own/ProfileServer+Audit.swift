import Access
import Events
import HTTPKit
import Hummingbird
import Identity

/// Who looked at a person's data.
extension ProfileServer {
    func addAudit(to api: RouterGroup<CallerContext>) {
        api.read("/audit") { request, context in
            let query = try Query(request, "from", "to", "user", "page", "pageSize")
            let (page, dates) = (try Page(query), try DateSpan(query).dates(endingBy: now().utcDate))
            let user = try query.text("user").map { text throws(Problem) in try UserID(text) }
            let reads = try await access.reads(of: user, dates.instants, page, in: context, until: deadline)
            let caller = try context.caller
            return Response.personal { json in
                json.beginObject()
                json.span(of: user ?? caller.subject, dates)
                json.write(page)
                json.key("reads")
                json.beginArray()
                // An address is the reader's own personal data: the athlete learns who it was without it.
                for read in reads { json.write(read, withAddress: caller.roles.contains(.admin)) }
                json.endArray()
                json.endObject()
            }
        }
    }
}

extension ClosedRange<CivilDate> {
    /// From the first instant of the first day in UTC to the end of the last.
    fileprivate var instants: Range<Instant> {
        Instant(midnightOf: lowerBound)..<Instant(midnightOf: upperBound.advanced(by: 1))
    }
}

extension Instant {
    fileprivate init(midnightOf date: CivilDate) {
        self.init(microseconds: Int64(date.dayNumber) * 86_400_000_000)
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ read: ReadRecord, withAddress: Bool) {
        beginObject()
        field("readerId", read.reader.text)
        field("role", read.role.rawValue)
        field("readAt", read.time.description)
        key("signals")
        write(read.signals)
        if withAddress {
            key("address")
            nullable(read.address)
        }
        endObject()
    }
}
