import EventCodec
import Events
import Readiness

/// What moved a score, without by how much: a code for programs and words for people, always together.
struct ShownDriver: Sendable, Equatable {
    var component: ComponentName
    var code: DriverCode
}

extension ShownDriver {
    init(_ driver: Driver) { self.init(component: driver.component, code: driver.code) }
}

extension JSONWriter {
    /// An array, in the order given.
    mutating func drivers(_ drivers: [ShownDriver]) {
        beginArray()
        for driver in drivers {
            beginObject()
            field("code", driver.code.rawValue)
            field("component", driver.component.rawValue)
            field("words", driver.code.words)
            endObject()
        }
        endArray()
    }

    /// Drivers as a score of `readiness-1` keeps them, with the words of each code that this version knows.
    mutating func drivers(stored: [UInt8], _ parsers: JSONParserPool) {
        let written: Void? = parsers.parse(stored) { drivers in
            beginArray()
            for driver in drivers.children {
                beginObject()
                for member in driver.children {
                    key(String(decoding: member.key, as: UTF8.self))
                    value(member)
                }
                if let code = driver["code"]?.text.flatMap(DriverCode.init) { field("words", code.words) }
                endObject()
            }
            endArray()
        }
        if written == nil { raw(stored) }
    }
}
