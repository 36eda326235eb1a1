// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

/// `uaectl explain`: what the subject is, why it is not running, what resolves it, and when it is looked at next.
struct ExplanationText {
    let lines: [String]

    init(_ explanation: Explanation, now: Date = .now) {
        let subject = Escaping.line(explanation.subject)
        let state = Escaping.line(explanation.job?.stateWithReason ?? explanation.state)
        var lines = ["\(subject): \(Style.state(explanation.state)(state))"]
        if let job = explanation.job, !explanation.subject.contains(String(job.number)) {
            lines.append("  It is job \(job.number), \(Escaping.line(job.name)).")
        }
        lines += explanation.reasons.map { "  " + Self.sentence(Escaping.line($0)) }
        if let hint = explanation.hint { lines.append("hint: " + Style.bold(Escaping.line(hint))) }
        if let next = explanation.nextLook { lines.append("next look: \(Readable.coming(next, now: now))") }
        self.lines = lines
    }

    /// Capitalises the text if it begins with a word, and ends it with a full stop unless it has punctuation of its
    /// own.
    static func sentence(_ text: String) -> String {
        guard let first = text.first, let last = text.last else { return text }
        let isWord = text.prefix { !$0.isWhitespace }.allSatisfy { $0.isLetter || ",;'’".contains($0) }
        return (isWord ? first.uppercased() : String(first)) + text.dropFirst() + (".!?:".contains(last) ? "" : ".")
    }
}
