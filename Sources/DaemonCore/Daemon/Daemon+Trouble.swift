// SPDX-License-Identifier: Apache-2.0
import Base
import Logging

extension Daemon {
    /// Logs what failed and tells it in `status` until the same subject succeeds.
    func attempt(_ subject: String, _ body: () throws -> Void) {
        do {
            try body()
            note(subject, nil)
        } catch {
            note(subject, error)
        }
    }

    /// What came of `subject`, tried here or beside the turns.
    func note(_ subject: String, _ error: (any Error)?) {
        guard let error else { return degraded[subject] = nil }
        let text = (error as? Failure).map(\.description) ?? "\(error)"
        if degraded.updateValue("\(subject): \(text)", forKey: subject) != "\(subject): \(text)" {
            logger.error("\(subject)", metadata: ["error": "\(text)"])
        }
    }
}
