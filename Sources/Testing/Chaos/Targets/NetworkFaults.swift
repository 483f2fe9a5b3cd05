import TestSupport

extension Scene {
    /// The network between our processes and a store. Our own look at the stores goes around it.
    func strikeNetwork(_ fault: NetworkFault, _ store: Store, _ strike: Strike) throws {
        guard let proxy = proxies[store] else { return }
        switch fault {
        case .cut: proxy.cut()
        case .slow:
            proxy.setDelay(.milliseconds(Int64(20 + strike.lot % 180)))
            rest(strike.lasting)
            proxy.setDelay(.zero)
        case .blackHole:
            proxy.setBlackHole(true)
            rest(strike.lasting)
            proxy.setBlackHole(false)
        }
    }
}
