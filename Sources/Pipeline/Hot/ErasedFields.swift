import Profiles

/// What Redis held of the folds of a user that start from nothing. Pure.
struct ErasedFields {
    /// The two folds share a user's hash.
    enum Fold {
        case wellness, activity

        /// Whether a field of the hash belongs to it; what nobody knows counts as wellness, so that nothing remains.
        func owns(_ name: String) -> Bool {
            let isActivity = name == ActivityProfile.stateField || name == ProfileDocument.activity.rawValue
            return isActivity == (self == .activity)
        }
    }

    private var names: [String] = []

    /// Takes a fold's fields out of the whole hash.
    mutating func add(_ hash: [String], of fold: Fold) { names += hash.filter(fold.owns) }

    /// The new fields, and the removal of every old one that has no new value.
    func replaced(by fields: [StateField]) -> [StateField] {
        let written = Set(fields.map(\.name))
        return fields + names.filter { !written.contains($0) }.map { StateField($0, nil) }
    }
}
