// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ControlServer
@testable import DaemonCore

/// docs/openapi.yaml names exactly the routes that there are, with exactly their parameters.
@Suite(.timeLimit(.minutes(10))) struct DescribedRoutesTests {
    private static let description = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/openapi.yaml").standardized

    /// "get /v1/jobs" → its parameters' names, as the file's lines have them.
    private func described() throws -> [String: [String]] {
        let text = try String(contentsOf: Self.description, encoding: .utf8)
        var operations: [String: [String]] = [:]
        var (path, operation) = ("", "")
        for line in text.prefix(upTo: try #require(text.range(of: "\ncomponents:")).lowerBound).split(separator: "\n") {
            if let match = line.firstMatch(of: /^  (\/\S+):$/) { path = String(match.output.1) }
            if let match = line.firstMatch(of: /^    (get|post|put|delete):$/) {
                operation = "\(match.output.1.uppercased()) \(path)"
                operations[operation] = []
            }
            if let match = line.firstMatch(of: /^      - name: (\S+)$/) {
                operations[operation]?.append(String(match.output.1))
            }
        }
        return operations
    }

    /// Whoever adds a route that changes something says whose it is.
    @Test func everyChangeNeedsMoreThanALook() {
        for route in Router.routes { #expect(route.need.isChange == (route.method != .GET), "\(route.pattern)") }
    }

    /// What a route names reaches it as a record (``Daemon/answer(_:_:)``), and what is changed by name is its owner's.
    @Test func whatIsNamedIsResolvedForEveryRoute() {
        for route in Router.routes {
            let places = route.pattern.filter { $0.hasPrefix("{") }
            switch route.action {
            case .general: #expect(places == [] && !route.query.contains("job"), "\(route.pattern)")
            case .job: #expect(places == ["{job}"] && !route.query.contains("job"), "\(route.pattern)")
            case .jobIfAsked: #expect(places == [] && route.query.contains("job"), "\(route.pattern)")
            case .schedule: #expect(places == ["{schedule}"] && !route.query.contains("job"), "\(route.pattern)")
            }
            if case .general = route.action { continue }
            #expect(route.need == (route.method == .GET ? .look : .ownership), "\(route.pattern)")
        }
    }

    @Test func namesEveryRouteAndParameter() throws {
        let routes = Router.routes.map { route in
            let places = route.pattern.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
            return (
                "\(route.method.rawValue) /\(route.pattern.joined(separator: "/"))", (places + route.query).sorted()
            )
        }
        let described = try described().mapValues { $0.sorted() }
        #expect(described == Dictionary(uniqueKeysWithValues: routes))
    }
}
