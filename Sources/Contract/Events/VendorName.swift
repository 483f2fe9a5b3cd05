/// The one spelling of the name of a measurement's source.
///
/// Rows are kept by vendor, each with its own baseline, so `Oura`, `oura` and `oura ` would be three devices. Producers bring
/// names into this spelling; readers take them as they stand, or archived events would get another meaning.
public enum VendorName {
    /// In lower case and without white space around it; empty if there was nothing else.
    public static func normal(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last]).lowercased()
    }
}

extension Payload {
    /// Who measured; nil where the type names nobody.
    public var vendor: String? {
        switch self {
        case .hrv(let row): row.vendor
        case .sleep(let row): row.vendor
        case .rr(let row): row.vendor
        case .deleted(let row): row.vendor
        case .training, .profile, .pageView, .activity: nil
        }
    }

    /// The same of another vendor; as it is where the type names nobody.
    func with(vendor: String) -> Payload {
        switch self {
        case .hrv(var row):
            row.vendor = vendor
            return .hrv(row)
        case .sleep(var row):
            row.vendor = vendor
            return .sleep(row)
        case .rr(var row):
            row.vendor = vendor
            return .rr(row)
        case .deleted(var row):
            row.vendor = vendor
            return .deleted(row)
        case .training, .profile, .pageView, .activity:
            return self
        }
    }
}

extension Event {
    /// Brings the vendor's name into its one spelling.
    ///
    /// - Returns: whether it was in another one.
    /// - Throws: ``Rejection`` where nothing is left of it, or more than a name may have.
    @discardableResult
    public mutating func normaliseNames() throws(Rejection) -> Bool {
        guard let vendor = payload.vendor else { return false }
        let name = VendorName.normal(vendor)
        guard !name.isEmpty else { throw Rejection(.invalidData, "data.vendor is missing or empty") }
        guard name.utf8.count <= EventLimits.nameBytesMax else {
            throw Rejection(
                .invalidData,
                "data.vendor has \(name.utf8.count) bytes in lower case, at most \(EventLimits.nameBytesMax)")
        }
        guard !name.utf8.elementsEqual(vendor.utf8) else { return false }
        payload = payload.with(vendor: name)
        return true
    }
}
