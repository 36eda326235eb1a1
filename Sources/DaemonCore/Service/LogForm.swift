// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Logging
import Synchronization

/// How the daemon's own log looks on standard error.
package enum LogForm: String, Sendable, CaseIterable {
    /// `journal` where the journal reads standard error, else `text`.
    case automatic = "auto"
    /// A time, a level, and the message with its metadata as `key=value`.
    case text
    /// For the journal, which has a time of its own: the level as a prefix (sd-daemon(3)). Found by `auto`, the fields are
    /// sent apart, and this is for an entry that the journal does not take.
    case journal
    /// An object a line.
    case json

    /// - Parameter stream: `JOURNAL_STREAM`, device and inode of what the service manager has given us (systemd.exec(5)).
    package func resolved(stream: String?, of descriptor: Int32 = 2) -> LogForm {
        guard self == .automatic else { return self }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .text }
        return stream == "\(status.st_dev):\(status.st_ino)" ? .journal : .text
    }

    func line(_ level: Logger.Level, _ message: String, _ metadata: [String: String], _ time: Date) -> String {
        let words = Self.words(message, metadata)
        switch self {
        case .journal: return "<\(level.priority)>\(words)"
        case .json:
            var members = metadata
            members["time"] = Self.instant(time)
            members["level"] = level.rawValue
            members["message"] = message
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        case .automatic, .text: return "\(Self.instant(time)) \(level.rawValue): \(words)"
        }
    }

    /// The message, then `key=value` for each. One line stays one, and a terminal obeys none of it: names of strangers hold
    /// line ends too. (JSON escapes by its own rules, and the journal's fields are as they are.)
    static func words(_ message: String, _ metadata: [String: String]) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }
        return ([message.writtenOut()] + pairs).joined(separator: " ")
    }

    private static func instant(_ time: Date) -> String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A value of logfmt: in quotation marks where it is more than a word.
    private static func quoted(_ value: String) -> String {
        let isWord = !value.isEmpty && !value.contains { " \"=".contains($0) }
        let text = value.writtenOut()
        return isWord ? text : "\"" + text.replacing("\"", with: "\\\"") + "\""
    }
}

extension Logger.Level {
    /// syslog(3).
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// Lines on standard error in one ``LogForm``.
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    let form: LogForm
    /// Where entries go with their fields; nil where only lines are written.
    var journal: String?
    /// One line at a time.
    private static let turn = Mutex(())

    package init(logLevel: Logger.Level = .info, form: LogForm, journal: String? = nil) {
        (self.logLevel, self.form, self.journal) = (logLevel, form, journal)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        if let journal, JournalEntry(event.level, LogForm.words("\(event.message)", all), all).send(to: journal) {
            return
        }
        let line = form.line(event.level, "\(event.message)", all, .now) + "\n"
        Self.turn.withLock { _ in FileHandle.standardError.write(Data(line.utf8)) }
    }
}
