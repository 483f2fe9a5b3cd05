import Testing

@testable import Terminal

@Suite("Arguments")
struct ExactArgumentsTests {
    @Test("that are no UTF-8 are refused and not repaired, whatever they are for")
    func strict() {
        func obstacle(_ arguments: [UInt8]...) -> String? {
            ExactArguments.obstacle(in: arguments.map { $0.map(CChar.init(bitPattern:)) })
        }
        #expect(obstacle(Array("pulsehub".utf8), Array("René".utf8), []) == nil)
        #expect(
            obstacle(Array("pulsehub".utf8), Array("--user".utf8), Array("Ren".utf8) + [0xE9])?.hasPrefix("argument 2 ")
                == true)
        #expect(ExactArguments.obstacle == nil)
    }
}
