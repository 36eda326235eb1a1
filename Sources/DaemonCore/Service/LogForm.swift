// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Logging
import Synchronization

/// The form of the daemon's log on standard error.
package enum LogForm: String, Sendable, CaseIterable {
    /// `journal` if the journal reads standard error, otherwise `text`.
    case automatic = "auto"
    /// A time, a level, and the message with its metadata as `key=value`.
    case text
    /// For the journal, which has a time of its own: the level as a prefix (sd-daemon(3)). If `auto` has chosen it, the fields are
    /// sent separately, and this form is for an entry that the journal does not accept.
    case journal
    /// One JSON object a line.
    case json

    /// Chooses the form for `auto`.
    ///
    /// - Parameter stream: `JOURNAL_STREAM`, the device and inode of the stream that the service manager gave (systemd.exec(5)).
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

    /// The message, then `key=value` for each. Line ends and what a terminal would obey are written out, because strangers choose
    /// names. (JSON escapes by its own rules, and the journal's fields stay as they are.)
    static func words(_ message: String, _ metadata: [String: String]) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }
        return ([message.writtenOut()] + pairs).joined(separator: " ")
    }

    private static func instant(_ time: Date) -> String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A value of logfmt, in quotation marks if it is more than one word.
    private static func quoted(_ value: String) -> String {
        let isWord = !value.isEmpty && !value.contains { " \"=".contains($0) }
        let text = value.writtenOut()
        return isWord ? text : "\"" + text.replacing("\"", with: "\\\"") + "\""
    }
}

extension Logger.Level {
    /// The priority of syslog(3).
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

/// Writes lines to standard error in one ``LogForm``.
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    let form: LogForm
    /// The socket for entries with their fields; nil if only lines are written.
    var journal: String?
    /// Held while a line is written.
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
