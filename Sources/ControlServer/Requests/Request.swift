// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import NIOHTTP1

/// A request after its head and body have been read.
struct Request: Sendable {
    let method: HTTPMethod
    /// The path's components, percent-decoded.
    let path: [String]
    /// The part of the request that a route's answer sees.
    let query: Query

    var caller: Caller { query.caller }

    /// Parses the request's target.
    ///
    /// - Throws: `bad-request` if a component of the path, or a part of the query, is not percent-encoded UTF-8 or has
    ///   a control character.
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

    /// Refuses control characters: no name here has one, and the ledger would lose what follows a zero byte.
    private static func decoded(_ text: Substring) throws(ErrorReport) -> String {
        guard let decoded = text.percentDecoded else {
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

/// The parameters, headers and caller of a request. What its path names has been resolved before, so that no answer can
/// look a name up again and find another record.
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

    /// The query without a parameter that has been resolved.
    func without(_ key: String) -> Query {
        var rest = self
        rest.values[key] = nil
        return rest
    }

    /// The largest integer that every JSON reader keeps exact: 2⁵³ − 1 (RFC 8259, section 6).
    static let largest = 9_007_199_254_740_991

    /// A parameter that is a whole number; nil if it is missing.
    ///
    /// - Throws: `bad-request` for anything else, or a number outside of `range`.
    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = values[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ErrorReport(
                "bad-request", "\(key)=\(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// True for `key=1`, false if the parameter is missing.
    ///
    /// - Throws: `bad-request` for any other value.
    func flag(_ key: String) throws -> Bool {
        switch values[key] {
        case nil: false
        case "1": true
        case let text?: throw ErrorReport("bad-request", "\(key)=\(text) is not \(key)=1")
        }
    }
}
