import Glibc

/// Holds a debug build to "one owning thread": the first thread that uses the object owns it.
struct OwnerThread {
    private var owner: pthread_t?

    mutating func check() {
        assert(
            {
                let current = pthread_self()
                guard let owner else {
                    self.owner = current
                    return true
                }
                return pthread_equal(owner, current) != 0
            }(), "a Consumer belongs to the first thread that polls it")
    }
}
