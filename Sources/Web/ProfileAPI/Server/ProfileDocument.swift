import Events
import Identity

/// The whole profile: the parts' bytes, unparsed, in a frame.
enum ProfileDocument {
    /// Absent parts are left out; the order is fixed, so that equal parts give equal bytes and an equal `ETag`.
    static func json(of user: UserID, _ parts: ProfileParts) -> [UInt8] {
        let length = ProfilePart.allCases.reduce(user.text.utf8.count + 64) { $0 + (parts[$1]?.count ?? 0) }
        var json = JSONWriter(capacity: length)
        json.beginObject()
        json.field("userId", user.text)
        for part in ProfilePart.allCases {
            guard let document = parts[part] else { continue }
            json.key(part.rawValue)
            json.raw(document)
        }
        json.endObject()
        return json.bytes
    }
}
