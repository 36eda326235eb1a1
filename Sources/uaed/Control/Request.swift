import ControlAPI
import Foundation
import NIOHTTP1

/// A request, read whole.
struct Request: Sendable {
    var method: HTTPMethod
    /// The path's parts, percent-decoded.
    var path: [String]
    var query: [String: String]
    var body: [UInt8]
    var headers: HTTPHeaders
    /// Who asks.
    var caller: Caller

    init(method: HTTPMethod, uri: String, headers: HTTPHeaders = [:], body: [UInt8] = [], caller: Caller) {
        self.headers = headers
        self.method = method
        self.body = body
        self.caller = caller
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0].split(separator: "/").map(Self.decoded)
        let pairs = parts.dropFirst().first?.split(separator: "&") ?? []
        query = Dictionary(
            pairs.map { pair in
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : "")
            }, uniquingKeysWith: { $1 })
    }

    private static func decoded(_ text: Substring) -> String { text.removingPercentEncoding ?? String(text) }

    /// What every JSON reader keeps exact (RFC 8259, section 6).
    static let largest = 9_007_199_254_740_991

    /// A whole number of the query; nil where it is not there.
    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ErrorReport(
                "bad-request", "\(key)=\(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `key=1`; nothing else counts as yes, or is taken for no.
    func flag(_ key: String) throws -> Bool {
        switch query[key] {
        case nil: false
        case "1": true
        case let text?: throw ErrorReport("bad-request", "\(key)=\(text) is not \(key)=1")
        }
    }
}
