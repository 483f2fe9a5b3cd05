import Access
import HTTPKit

extension Page {
    /// - Throws: a 400 for a page or a size that no list has.
    init(_ query: Query, sizeDefault: Int = 50) throws(Problem) {
        self.init(
            number: try query.integer("page", in: 1...100_000) ?? 1,
            size: try query.integer("pageSize", in: 1...200) ?? sizeDefault)
    }
}
