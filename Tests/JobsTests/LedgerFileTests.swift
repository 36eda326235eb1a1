// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import GRDB
import JobRecords
import Jobs
import Testing

@testable import Ledger

/// The ledger's file: nobody else opens it, nothing is shared, and what is taken away is written again.
@Suite(.timeLimit(.minutes(10))) struct LedgerFileTests {
    private let scratch = try! Scratch()
    private var path: String { scratch.path + "/ledger.sqlite" }

    private func names() throws -> Set<String> { Set(try scratch.names("").filter { $0.hasPrefix("ledger") }) }

    @Test func durableAndAlone() throws {
        let ledger = try Ledger(path: path)
        try ledger.append(JobEvent("x"))
        #expect(try ledger.database.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2, "FULL")
        #expect(try ledger.database.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2, "INCREMENTAL")
        #expect(try names() == ["ledger.sqlite", "ledger.sqlite-wal"], "no shared memory")
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        #expect(throws: DatabaseError.self) {
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try other.read { try $0.execute(sql: "SELECT 1 FROM job") }
        }
        try ledger.close()
        #expect(try names() == ["ledger.sqlite"])
    }

    /// What is open holds everything; a start from the file that was written again knows it all.
    @Test(arguments: [["", "-wal"], [""], ["-wal"]]) func whatIsTakenAwayIsWrittenAgain(_ suffixes: [String]) throws {
        let ledger = try Ledger(path: path)
        for index in 0..<10 { try ledger.append(JobEvent("x", message: "\(index)")) }
        #expect(ledger.isInPlace)
        for suffix in suffixes { #expect(unlink(path + suffix) == 0) }
        #expect(!ledger.isInPlace)
        try ledger.append(JobEvent("x", message: "meanwhile"))
        try ledger.restore()
        #expect(ledger.isInPlace)
        try ledger.append(JobEvent("x", message: "after"))
        // As a kill would leave it: the copies are opened, not what is closed in order.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: scratch.path + "/copy.sqlite" + suffix)
        }
        let copy = try Ledger(path: scratch.path + "/copy.sqlite")
        let told = try copy.events(after: 0, of: nil, limit: 100).compactMap(\.event.message)
        #expect(told == (0..<10).map(String.init) + ["meanwhile", "after"])
        try copy.check()
    }

    @Test func whatLiesInItsPlaceIsKept() throws {
        let ledger = try Ledger(path: path)
        try ledger.append(JobEvent("x"))
        #expect(unlink(path) == 0)
        try scratch.write("another's", "ledger.sqlite")
        #expect(!ledger.isInPlace)
        try ledger.restore()
        #expect(try ledger.isInPlace && ledger.lastEvent() == 1)
        let kept = try #require(try names().first { $0.contains(".replaced-") && !$0.hasSuffix("-wal") })
        #expect(try scratch.text(kept) == "another's")
    }

    /// Where it cannot be written it goes on as it is, and is written when it can be.
    @Test func goesOnWithoutAFolder() throws {
        try FileManager.default.createDirectory(atPath: scratch.path + "/state", withIntermediateDirectories: true)
        let ledger = try Ledger(path: scratch.path + "/state/ledger.sqlite")
        try ledger.append(JobEvent("x"))
        try FileManager.default.removeItem(atPath: scratch.path + "/state")
        #expect(throws: Failure.self) { try ledger.restore() }
        try ledger.append(JobEvent("y"))
        #expect(try ledger.lastEvent() == 2 && !ledger.isInPlace)
        try FileManager.default.createDirectory(atPath: scratch.path + "/state", withIntermediateDirectories: true)
        try ledger.restore()
        #expect(try ledger.lastEvent() == 2 && ledger.isInPlace)
    }

    @Test func copies() throws {
        let ledger = try Ledger(path: path)
        try ledger.append(JobEvent("x"))
        try ledger.copy(to: scratch.path + "/backup")
        #expect(try Ledger(path: scratch.path + "/backup").lastEvent() == 1)
        #expect(throws: Failure.self) { try ledger.copy(to: scratch.path + "/backup") }
    }
}
