import Access
import Events
import Identity

extension JSONWriter {
    /// A team, and as what the reader belongs to it.
    mutating func write(_ team: Team, as role: TeamRole?) {
        beginObject()
        field("teamId", team.id.text)
        field("name", team.name)
        key("role")
        nullable(role?.rawValue)
        endObject()
    }

    mutating func write(_ memberships: [Membership], _ page: Page) {
        beginObject()
        write(page)
        key("teams")
        beginArray()
        for membership in memberships { write(membership.team, as: membership.role) }
        endArray()
        endObject()
    }

    mutating func write(_ roster: Roster) {
        beginObject()
        field("teamId", roster.team.id.text)
        key("members")
        beginArray()
        for member in roster.members {
            beginObject()
            field("userId", member.user.text)
            field("role", member.role.rawValue)
            endObject()
        }
        endArray()
        endObject()
    }

    /// The members that say which part of a list this is.
    mutating func write(_ page: Page) {
        key("page")
        integer(page.number)
        key("pageSize")
        integer(page.size)
    }

    /// An array of signals in the order of ``Signal``.
    mutating func write(_ signals: Set<Signal>) {
        beginArray()
        for signal in Signal.allCases where signals.contains(signal) { string(signal.rawValue) }
        endArray()
    }
}
