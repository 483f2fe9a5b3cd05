import FoundationEssentials
import HTTPKit
import Logging

extension Assembly {
    /// The document that `/openapi.yaml` serves. Nothing else needs it, so a process starts without it, and says so.
    func interfaceDocument() -> InterfaceDocument? {
        do {
            let file = try ProjectFiles.file("docs/openapi.yaml")
            return InterfaceDocument(Array(try Data(contentsOf: URL(filePath: file))))
        } catch {
            logger.warning("/openapi.yaml answers 404", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
