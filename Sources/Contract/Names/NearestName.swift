extension Sequence<String> {
    /// The name at the smallest edit distance, if it is near enough to be a slip of the hand; the first of equals.
    package func nearest(to name: String) -> String? {
        let limit = Swift.max(2, name.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in self where abs(candidate.count - name.count) <= limit {
            let distance = editDistance(candidate.lowercased(), name.lowercased())
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each cost 1.
package func editDistance(_ left: String, _ right: String) -> Int {
    // Only the first 100 characters: names are short, and a hostile one must not cost quadratic time.
    let left = Array(left.unicodeScalars.prefix(100))
    let right = Array(right.unicodeScalars.prefix(100))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            var cost = Swift.min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = Swift.min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
