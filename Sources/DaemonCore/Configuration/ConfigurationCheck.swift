// SPDX-License-Identifier: Apache-2.0
import Base

extension Configuration {
    /// Checks what no single key shows, such as names and paths that exclude one another.
    func check(file: String) throws {
        func refuse(_ message: String, hint: String? = nil) -> Failure {
            Failure.refused("bad-value", message, hint: hint, file: file)
        }
        for (index, inbox) in inboxes.enumerated() {
            guard !inbox.name.isEmpty, inbox.name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
            else {
                throw refuse("[[inbox]] name '\(inbox.name)' is not made of letters, digits, '-', '_', '.'")
            }
            if inboxes[..<index].contains(where: { $0.name == inbox.name }) {
                throw refuse("two inboxes are named '\(inbox.name)'", hint: "give each [[inbox]] its own name")
            }
            for other in inboxes[..<index] where overlap(other.path, inbox.path) {
                throw refuse("inboxes \(other.path) and \(inbox.path) lie in one another")
            }
            for other in inboxes where overlap(other.outbox, inbox.path) {
                throw refuse("inbox \(inbox.path) and outbox \(other.outbox) lie in one another")
            }
            if inbox.loose == .defaultCheckpoint, inbox.checkpoint == nil {
                throw refuse(
                    "[[inbox]] '\(inbox.name)': loose = \"default-checkpoint\" without a checkpoint",
                    hint: "add checkpoint = \"FILE.onnx\" to it")
            }
        }
        if let limit = memoryLimit, limit != 0, limit < MachineMemory.least {
            throw refuse(
                "memory_limit: a worker needs an address space of at least \(MachineMemory.least >> 20) MiB",
                hint: "it is address space, not memory in use: OpenBLAS alone reserves 128 MiB a thread")
        }
        if let metricsFile, !metricsFile.hasSuffix(".prom") {
            throw refuse(
                "metrics_file: \(metricsFile) does not end in .prom",
                hint: "node_exporter's textfile collector reads no other names")
        }
        // sockaddr_un holds 108 bytes, the last of them zero.
        guard socket.utf8.count < 108 else {
            throw refuse("socket: \(socket) is longer than 107 bytes", hint: "choose a shorter path")
        }
    }

    private func overlap(_ a: String, _ b: String) -> Bool {
        a == b || a.hasPrefix(b + "/") || b.hasPrefix(a + "/")
    }
}
