// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Asks a daemon for its status again and again, and notes how long each answer takes.
final class StatusSampler: Sendable {
    /// Seconds within which status must answer. On a machine whose cores others want too, curl itself waits for its turn:
    /// UAED_LATENCY sets another limit.
    static let longest =
        ProcessInfo.processInfo.environment["UAED_LATENCY"].flatMap { Double($0) } ?? 0.1

    private struct State {
        var times: [Double] = []
        var isOver = false
        var error: (any Error)?
    }

    private let state = Mutex(State())
    private let end = DispatchSemaphore(value: 0)

    /// - Parameter ask: asks once; the seconds that it took.
    init(_ socket: String, ask: @escaping @Sendable (String) throws -> Double = { try status($0).seconds }) {
        let thread = Thread { [self] in
            while !state.withLock({ $0.isOver || $0.error != nil }) {
                do {
                    let seconds = try ask(socket)
                    state.withLock { $0.times.append(seconds) }
                } catch {
                    state.withLock { $0.error = error }
                }
                usleep(20_000)
            }
            end.signal()
        }
        thread.start()
    }

    var count: Int { state.withLock { $0.times.count } }
    /// Seconds.
    var worst: Double { state.withLock { $0.times.max() ?? .infinity } }
    /// Seconds within which this share of the answers came: 0.5 is the median.
    func time(_ share: Double) -> Double {
        state.withLock { state in
            state.times.isEmpty ? .infinity : state.times.sorted()[Int(share * Double(state.times.count - 1))]
        }
    }

    /// - Throws: what an answer failed with.
    func finish() throws {
        state.withLock { $0.isOver = true }
        end.wait()
        if let error = state.withLock({ $0.error }) { throw error }
    }

    /// One answer, and the seconds from connecting to its last byte.
    static func status(_ socket: String) throws -> (object: [String: Any], seconds: Double) {
        let asked = try run([
            "/usr/bin/curl", "-s", "--unix-socket", socket, "-w", "\n%{time_total}", "http://uaed/v1/status",
        ])
        let lines = asked.output.split(separator: "\n")
        guard asked.status == 0, lines.count == 2, let seconds = Double(lines[1]),
            let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
        else { throw TestFailure("status: \(asked)") }
        return (object, seconds)
    }
}
