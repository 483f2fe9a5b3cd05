/// How often what goes wrong in one world, in a thousand occasions; each kind is absent from some worlds.
struct FaultPlan {
    /// Processes inside each other's pauses.
    static let depthMax = 3

    let crash: Int
    let freeze: Int
    let expulsion: Int
    let rebalance: Int
    let stop: Int
    let redelivery: Int
    let storeOutage: Int
    let lostSecond: Int
    let refusal: Int
    let lostAnswer: Int
    let lateAnswer: Int
    let emission: Int
    let commit: Int
    let recreation: Int
    let growth: Int
    let transaction: Int
    let retention: Int
    let retry: Int
    let loss: Int

    init(_ dice: inout Dice) {
        func rate(_ most: Int) -> Int { dice.chance(350) ? 0 : dice.number(1...most) }
        crash = rate(20)
        freeze = rate(120)
        expulsion = rate(40)
        rebalance = rate(30)
        stop = rate(10)
        redelivery = rate(60)
        storeOutage = rate(8)
        lostSecond = rate(12)
        refusal = rate(60)
        lostAnswer = rate(60)
        lateAnswer = rate(60)
        emission = rate(60)
        commit = rate(20)
        recreation = rate(60)
        growth = rate(15)
        transaction = rate(40)
        retention = dice.chance(700) ? 0 : rate(15)
        retry = rate(30)
        loss = dice.chance(700) ? 0 : rate(20)
    }
}
