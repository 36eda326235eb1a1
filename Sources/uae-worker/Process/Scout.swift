// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc
import Pipeline

/// The settings of a job that must be known before its cage is closed.
struct Outline: Equatable {
    var arithmetic = JobSettings.Arithmetic.native
    /// The name of a published result that is to be read; nil: none.
    var earlier: String?
}

extension Outline {
    init(_ settings: JobSettings) {
        self.init(arithmetic: settings.arithmetic, earlier: settings.earlier)
    }

    var bytes: [UInt8] { Array("\(arithmetic.rawValue)\n\(earlier ?? "")".utf8) }

    /// Parses what a scout has written. The scout has read untrusted bytes, so anything unexpected gives nil.
    init?(_ bytes: some Sequence<UInt8>) {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        let words = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard words.count == 2, let arithmetic = JobSettings.Arithmetic(rawValue: String(words[0])) else { return nil }
        let name = String(words[1])
        guard !name.isPath, !name.isHidden, name.utf8.count < 256 else { return nil }
        self.init(arithmetic: arithmetic, earlier: name.isEmpty ? nil : name)
    }
}

/// A child in a cage of its own that reads the settings before this process may read them.
enum Scout {
    /// Forks a scout and returns the outline that it read; nil if the settings cannot be read, which their next reader
    /// reports.
    static func ask(in cage: Cage, _ outline: () throws -> Outline) -> Outline? {
        var channel: Int32 = -1
        let child = uaed_fork_scout(&channel)
        if child == 0 {
            let found = (try? cage.shut()).flatMap { try? outline() }
            _exit(found.map { Output.write($0.bytes, to: channel) } == true ? 0 : 1)
        }
        guard child > 0 else { return nil }
        var answer = [UInt8](repeating: 0, count: 512)
        let count = uaed_hear_scout(child, channel, &answer, answer.count)
        return count < 0 ? nil : Outline(answer[..<count])
    }
}
