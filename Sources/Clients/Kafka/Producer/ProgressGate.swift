import Glibc

/// Lets threads wait, without polling, until the poll thread has served more delivery reports.
///
/// Take a `mark`, look at the state, then wait beyond the mark: progress in between is never missed.
// @unchecked: the counter is only touched under the mutex; the pointers are constant.
final class ProgressGate: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var counter: UInt64 = 0

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The default is the wall clock, which may jump.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func mark() -> UInt64 {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return counter
    }

    func advance() {
        pthread_mutex_lock(mutex)
        counter &+= 1
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// False if the time passed without progress.
    func wait(beyond mark: UInt64, for duration: Duration) -> Bool {
        var limit = timespec()
        clock_gettime(CLOCK_MONOTONIC, &limit)
        let milliseconds = Int(duration.milliseconds) + limit.tv_nsec / 1_000_000
        limit.tv_sec += milliseconds / 1000
        limit.tv_nsec = (milliseconds % 1000) * 1_000_000 + limit.tv_nsec % 1_000_000

        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while counter == mark {
            if pthread_cond_timedwait(condition, mutex, &limit) == ETIMEDOUT { return counter != mark }
        }
        return true
    }
}
