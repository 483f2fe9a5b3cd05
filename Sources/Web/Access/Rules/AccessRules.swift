import Identity

/// Who may see what. Pure: everything that must be known is brought by the caller.
enum AccessRules {
    /// How a caller stands to a person before anything was looked up.
    enum Standing: Equatable {
        /// Reads the own data: all of it, and nobody is told.
        case own
        /// Sees everybody whole.
        case trusted
        /// Depends on teams and consents.
        case coach
        /// Nothing could let this caller in.
        case stranger
    }

    /// The strongest of what the caller is: a service that coaches as well is let in as a service.
    static func standing(of caller: Caller, to subject: UserID) -> Standing {
        if caller.isPerson(subject) { return .own }
        if caller.isAny(of: .service, .admin) { return .trusted }
        return caller.roles.contains(.coach) ? .coach : .stranger
    }

    /// What the caller may see of the person; nil if nothing connects the two.
    ///
    /// - Parameter shared: what the person lets the caller see as the coach of common teams; nil if there are none.
    static func visibility(_ standing: Standing, on subject: UserID, shared: Set<Signal>?) -> Visibility? {
        switch standing {
        case .own, .trusted: Visibility(of: subject, shown: Signal.all)
        case .coach: shared.map { Visibility(of: subject, shown: $0) }
        case .stranger: nil
        }
    }

    /// As what the caller is let in to other people's data, for the record; services coach no team.
    static func reader(_ caller: Caller, ofTeam: Bool) -> Role {
        let trusted: [Role] = ofTeam ? [.admin] : [.service, .admin]
        return trusted.first(where: caller.roles.contains) ?? .coach
    }

    /// As what the caller may see the team's athletes: its coaches, and admins as they do; nil for all others.
    static func viewer(_ caller: Caller, of roster: Roster?) -> Role? {
        if caller.roles.contains(.admin), roster != nil { return .admin }
        guard caller.roles.contains(.coach), roster?.role(of: caller.subject) == .coach else { return nil }
        return .coach
    }

    /// Whether the caller may see who is in the team and what it is called: everybody in it, and admins.
    static func mayList(_ caller: Caller, _ roster: Roster) -> Bool {
        caller.roles.contains(.admin) || holds(roster.role(of: caller.subject), caller)
    }

    /// Whether the caller may make the person this in the team: admins anything, its coaches athletes of strangers.
    static func mayPut(_ caller: Caller, _ user: UserID, as role: TeamRole, _ roster: Roster) -> Bool {
        if caller.roles.contains(.admin) { return true }
        return viewer(caller, of: roster) == .coach && role == .athlete && roster.role(of: user) != .coach
    }

    /// Whether the caller may take the person out of the team: admins anyone, its coaches athletes, everyone themselves.
    static func mayRemove(_ caller: Caller, _ user: UserID, _ roster: Roster) -> Bool {
        if caller.roles.contains(.admin) { return true }
        if caller.subject == user { return holds(roster.role(of: user), caller) }
        return viewer(caller, of: roster) == .coach && roster.role(of: user) != .coach
    }

    /// Whether the caller's token has the role that the team gives; a coach whose token lost the role coaches nobody.
    private static func holds(_ role: TeamRole?, _ caller: Caller) -> Bool {
        switch role {
        case .athlete: caller.roles.contains(.athlete)
        case .coach: caller.roles.contains(.coach)
        case nil: false
        }
    }
}
