import Hummingbird

extension Request {
    /// The media type of the body, in lower case and without parameters; nil if the client sent none.
    package var mediaType: String? {
        guard let value = headers[.contentType] else { return nil }
        let essence = value.prefix { $0 != ";" }
        return essence.split(separator: " ", omittingEmptySubsequences: true).joined().lowercased()
    }

    /// The whole body.
    ///
    /// - Throws: a 415 for a body that is compressed; ``Problem/tooLarge(bytesMax:)`` over `bytesMax`, before reading where the
    ///   client declared the length; a 400 where the body breaks off or is not framed as HTTP demands; a 408 where
    ///   ``ConnectionLimits`` have it come too slowly.
    package func body(bytesMax: Int, tooLargeAdvice advice: String? = nil) async throws -> [UInt8] {
        try refuseContentCoding()
        if let declared = headers[.contentLength].flatMap({ Int($0) }), declared > bytesMax {
            throw Problem.tooLarge(bytesMax: bytesMax, advice: advice)
        }
        var bytes: [UInt8] = []
        do {
            for try await part in body {
                guard bytes.count + part.readableBytes <= bytesMax else {
                    throw Problem.tooLarge(bytesMax: bytesMax, advice: advice)
                }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let problem as Problem {
            throw problem
        } catch let slow as SlowBody {
            throw slow.problem
        } catch let error as CancellationError {
            throw error
        } catch {
            // Nothing of ours has failed: the client went away, or wrote what is no HTTP.
            throw Problem.badRequest("the body cannot be read to its end")
        }
        try Problem.refuseCompression(of: bytes)
        return bytes
    }
}
