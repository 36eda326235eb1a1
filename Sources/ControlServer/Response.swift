// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// What is not sent as JSON.
struct TextAnswer: Encodable, Sendable {
    let contentType: String
    let text: String
}

/// An answer, made whole before it is sent.
struct Response: Sendable {
    var status: Int
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
    /// Its body where it is made while it is sent.
    var stream: StreamAnswer?
    /// Of the error that it tells.
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
            // A number that JSON cannot hold; nothing else of our types can fail.
            self.status = 500
            body = Array(#"{"error":{"code":"internal","message":"the answer is not JSON"}}"#.utf8) + [10]
            return
        }
        body = Array(data) + [UInt8(ascii: "\n")]
    }
}
