// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc
import Pipeline

/// What must be known of a job before its cage is closed.
struct Outline: Equatable {
    var arithmetic = JobSettings.Arithmetic.native
    /// The name of a published result.
    var earlier: String?
}

extension Outline {
    init(_ settings: JobSettings) {
        self.init(arithmetic: settings.arithmetic, earlier: settings.earlier)
    }

    var bytes: [UInt8] { Array("\(arithmetic.rawValue)\n\(earlier ?? "")".utf8) }

    /// nil where a child of ours would not write such bytes: it has read a stranger's.
    init?(_ bytes: some Sequence<UInt8>) {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        let words = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard words.count == 2, let arithmetic = JobSettings.Arithmetic(rawValue: String(words[0])) else { return nil }
        let name = String(words[1])
        guard !name.isPath, !name.isHidden, name.utf8.count < 256 else { return nil }
        self.init(arithmetic: arithmetic, earlier: name.isEmpty ? nil : name)
    }
}

/// A child in a cage of its own, which reads the settings before this process may.
enum Scout {
    /// nil where the settings cannot be read: whoever reads them next says why.
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
