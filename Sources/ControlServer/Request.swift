// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import Foundation
import NIOHTTP1

/// A request, read whole.
struct Request: Sendable {
    let method: HTTPMethod
    /// The path's parts, percent-decoded.
    let path: [String]
    /// All that a route's answer sees of the request.
    let query: Query

    /// Who asks.
    var caller: Caller { query.caller }

    /// - Throws: `bad-request` where a part of the path, or of the query, is no text of one line.
    init(method: HTTPMethod, uri: String, headers: HTTPHeaders = [:], caller: Caller) throws(ErrorReport) {
        self.method = method
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path: [String] = []
        for part in parts[0].split(separator: "/") { path.append(try Self.decoded(part)) }
        self.path = path
        var values: [String: String] = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[try Self.decoded(halves[0])] = halves.count > 1 ? try Self.decoded(halves[1]) : ""
        }
        query = Query(values: values, headers: headers, caller: caller)
    }

    /// No name of ours has a control character, and what comes after a zero byte would be lost on the way to the ledger.
    private static func decoded(_ text: Substring) throws(ErrorReport) -> String {
        guard let decoded = text.removingPercentEncoding else {
            throw ErrorReport(
                "bad-request", "'\(String(text).writtenOut())' is not percent-encoded UTF-8",
                hint: "a percent sign itself is %25")
        }
        guard !decoded.hasControlCharacters else {
            throw ErrorReport(
                "bad-request", "'\(decoded.writtenOut())' has a control character in it",
                hint: "neither names of jobs and schedules nor anything else that is asked for has one")
        }
        return decoded
    }
}

/// What is asked besides the path. What the path names was resolved before: no answer sees a word of it.
struct Query: Sendable {
    private(set) var values: [String: String]
    let headers: HTTPHeaders
    let caller: Caller

    init(values: [String: String], headers: HTTPHeaders, caller: Caller) {
        self.values = values
        self.headers = headers
        self.caller = caller
    }

    subscript(key: String) -> String? { values[key] }

    func without(_ key: String) -> Query {
        var rest = self
        rest.values[key] = nil
        return rest
    }

    /// What every JSON reader keeps exact (RFC 8259, section 6).
    static let largest = 9_007_199_254_740_991

    /// A whole number; nil where it is not there.
    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = values[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ErrorReport(
                "bad-request", "\(key)=\(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `key=1`; nothing else counts as yes, or is taken for no.
    func flag(_ key: String) throws -> Bool {
        switch values[key] {
        case nil: false
        case "1": true
        case let text?: throw ErrorReport("bad-request", "\(key)=\(text) is not \(key)=1")
        }
    }
}
