import ControlAPI
import Foundation

/// An answer, made whole before it is sent.
struct Response: Sendable {
    var status: Int
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]

    init(_ report: ErrorReport) {
        self.init(status: report.status, report)
    }

    init(status: Int = 200, _ value: some Encodable) {
        self.status = status
        guard let data = try? ControlProtocol.encoder().encode(value) else {
            // A number that JSON cannot hold; nothing else of our types can fail.
            self.status = 500
            body = Array(#"{"error":{"code":"internal","message":"the answer is not JSON"}}"#.utf8) + [10]
            return
        }
        body = Array(data) + [UInt8(ascii: "\n")]
    }
}
