// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import Schedules

/// Which names are zones, and what may lie in a zone file's place.
@Suite(.timeLimit(.minutes(10))) final class ZoneFolderTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)").path
    private var folder: ZoneFolder { ZoneFolder(path: path) }

    init() throws {
        try FileManager.default.createDirectory(atPath: "\(path)/Europe", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// Foundation refuses most of these.
    @Test(
        .enabled(if: PythonZones.hasFiles, "needs the zone files of tzdata"),
        arguments: [
            ("CET", 60), ("EST5EDT", -300), ("UCT", 0), ("Etc/GMT+5", -300), ("UTC", 0), ("GB", 0), ("Zulu", 0),
            ("Europe/Kiev", 120), ("Asia/Calcutta", 330), ("America/Argentina/ComodRivadavia", -180),
        ])
    func nameIsKnown(_ name: String, _ january: Int) throws {
        #expect(try Zone(name).offset(at: 1_768_435_200 / 60) == january)
    }

    /// No arguments of the test: its log would have their control characters.
    private static let others = [
        "", ".", "..", "/", "Europe", "Europe/", "/usr/share/zoneinfo/CET", "../zoneinfo/CET", "Europe/../CET", "./CET",
        "Europe//Berlin", "CET\0", "CET\n", "\u{1B}[2J", "CET ", "Europe/Berl\u{ed}n", "zone.tab", "tzdata.zi",
        "localtime", "posixrules", "posix/CET", "right/CET", "europe/berlin",
    ]

    @Test func otherNamesAreRefused() throws {
        for name in Self.others {
            let failure = try #require(throws: Failure.self, "\(name.debugDescription)") { try Zone(name) }
            #expect((failure.kind, failure.code) == (.refused, "unknown-zone"))
        }
    }

    @Test func withoutFilesThereIsUTC() throws {
        let nowhere = ZoneFolder(path: "\(path)/nowhere")
        for name in ["UTC", "Etc/UTC", "GMT"] { #expect(try Zone(name, in: nowhere).offset(at: 0) == 0) }
        let failure = try #require(throws: Failure.self) { try Zone("Europe/Berlin", in: nowhere) }
        #expect(failure.code == "unknown-zone")
        #expect(failure.hint?.contains("install tzdata") == true)
    }

    @Test func otherThingsAreNoZone() throws {
        #expect(mkfifo("\(path)/Pipe", 0o600) == 0)
        try write(ZoneFiles.berlin.bytes + [UInt8](repeating: 0, count: 256 << 10), "Large")
        try write(Array("#!/bin/sh".utf8), "Script")
        try write([], "Empty")
        try FileManager.default.createSymbolicLink(atPath: "\(path)/Device", withDestinationPath: "/dev/zero")
        for name in ["Pipe", "Large", "Script", "Empty", "Device", "Europe"] {
            #expect(folder.find(name) == .absent, "\(name)")
        }
    }

    @Test func brokenFileIsNamed() throws {
        try write(Array(ZoneFiles.berlin.bytes.dropLast()), "Europe/Berlin")
        let failure = try #require(throws: Failure.self) { try Zone("Europe/Berlin", in: folder) }
        #expect(failure.code == "unknown-zone")
        #expect(failure.message == "the zone file \(path)/Europe/Berlin is broken")
    }

    @Test func oldNamesAreFoundInTheList() throws {
        for name in ["Europe/Berlin", ".hidden"] { try write(ZoneFiles.berlin.bytes, name) }
        let list = "# version\nZ Europe/Berlin 0:53:28 - LMT 1893\nL Europe/Berlin Old\nL .hidden Out\nL\nL x\n"
        try write(Array(list.utf8), "tzdata.zi")
        #expect(try Zone("Old", in: folder).offset(at: 0) == 60)
        #expect(folder.find("Out") == .absent)
        let failure = try #require(throws: Failure.self) { try Zone("berlin", in: folder) }
        #expect(failure.hint == "did you mean Europe/Berlin?")
    }

    @Test func zonesAreCompared() throws {
        try write(ZoneFiles.berlin.bytes, "A")
        let zone = try Zone("A", in: folder)
        #expect(try zone == Zone("A", in: folder))
        var other = ZoneFiles.berlin
        other.offsets[1] = 5400
        try write(other.bytes, "A")
        #expect(try zone != Zone("A", in: folder))
    }

    /// A change of the abbreviation alone is none, and one within a minute counts from the next one on.
    @Test func changesAreOfWholeMinutes() throws {
        let file = ZoneFiles(changes: [600, 1230], kinds: [0, 1], footer: "\n\n")
        try write(file.bytes, "A")
        let zone = try Zone("A", in: folder)
        #expect(zone.firstChange(after: 0, through: 20) == nil)
        #expect(zone.firstChange(after: 0, through: 21) == 21)
        #expect((zone.offset(at: 20), zone.offset(at: 21)) == (60, 120))
    }
}
