extension String {
    /// Whether this text sorts before `other` by its UTF-8 bytes.
    ///
    /// Swift's own `<` and `==` treat canonically equivalent spellings as one; a merge must tell them apart, or two
    /// processes could keep different bytes.
    func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Whether both texts are the same UTF-8 bytes.
    func equalsByBytes(_ other: String) -> Bool {
        // The byte-wise loop is only for texts from Foundation, which are not stored as UTF-8.
        utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { mine.elementsEqual($0) }
        }.flatMap(\.self) ?? utf8.elementsEqual(other.utf8)
    }
}
