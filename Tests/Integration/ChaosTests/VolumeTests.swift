import Foundation
import TestSupport
import Testing

extension ChaosTests {
    @Suite("A volume that is full when told to", .enabled(if: Volume.isPossible, "mounting is not allowed here"))
    struct VolumeTests {
        @Test("nothing more fits on a full volume, what is there can be read, and there is room again afterwards")
        func full() throws {
            let path = FileManager.default.temporaryDirectory.path + "/volume-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let volume = try Volume(at: path)
            defer { volume.unmount() }
            let data = Data(repeating: 7, count: 1 << 20)
            try data.write(to: URL(filePath: path + "/before"))
            try volume.fill()
            #expect(throws: (any Error).self) { try data.write(to: URL(filePath: path + "/more")) }
            #expect(try Data(contentsOf: URL(filePath: path + "/before")) == data)
            try volume.free()
            try data.write(to: URL(filePath: path + "/more"))
        }
    }
}
