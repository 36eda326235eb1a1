// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// An answer that is sent as text, not as JSON.
struct TextAnswer: Encodable, Sendable {
    let contentType: String
    let text: String
}

/// The response to a request: a status and a body that is complete, or streamed.
struct Response: Sendable {
    var status: Int
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
    /// The body, if it is made while it is sent; `body` is then empty.
    var stream: StreamAnswer?
    /// The code of the error that the response reports; nil if it reports none.
    private(set) var refusal: String?

    init(_ report: ErrorReport) {
        self.init(status: report.status, report)
        refusal = report.error.code
    }

    init(status: Int = 200, _ value: some Encodable) {
        self.status = status
        if let answer = value as? TextAnswer {
            (contentType, body) = (answer.contentType, Array(answer.text.utf8))
            return
        }
        if let answer = value as? StreamAnswer {
            (contentType, body, stream) = (answer.contentType, [], answer)
            return
        }
        guard let data = try? ControlProtocol.encoder().encode(value) else {
            // Of our types only a number that is not finite cannot be encoded.
            self.status = 500
            body = Array(#"{"error":{"code":"internal","message":"the answer is not JSON"}}"#.utf8) + [10]
            return
        }
        body = Array(data) + [UInt8(ascii: "\n")]
    }
}
