// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Schedules

/// Zone files that are right, that break the format, and that somebody has damaged.
@Suite(.timeLimit(.minutes(10))) struct ZoneTableTests {
    private static let berlin = ZoneFiles.berlin

    @Test func changesAndRuleAreRead() throws {
        let table = try #require(ZoneTable(Self.berlin.bytes))
        #expect(table.offset(at: 1_774_745_999) == 3600)
        #expect(table.offset(at: 1_774_746_000) == 7200)
        // By the rule: 2027-03-28T01:00Z.
        #expect(table.change(after: 1_792_890_000) == 1_806_195_600)
        #expect(table.offset(at: 1_806_195_600) == 7200)
    }

    @Test func firstVersionHasShortInstantsAndNoRule() throws {
        var file = Self.berlin
        file.version = "\0"
        let table = try #require(ZoneTable(file.bytes))
        #expect(table.offset(at: 1_774_746_000) == 7200)
        #expect(table.offset(at: 1_806_195_600) == 3600)
        #expect(table.change(after: 1_792_890_000) == nil)
        #expect(file.bytes.indices.allSatisfy { ZoneTable(Array(file.bytes[..<$0])) == nil })
    }

    @Test func withoutRuleTheLastOffsetStays() throws {
        var file = Self.berlin
        file.footer = "\n\n"
        #expect(try #require(ZoneTable(file.bytes)).offset(at: 4_000_000_000) == 3600)
    }

    private static let breaches: [(String, @Sendable (inout ZoneFiles) -> Void)] = [
        ("unknown version", { $0.version = "5" }),
        ("two versions", { $0.secondVersion = "3" }),
        ("instants that do not ascend", { $0.changes[1] = $0.changes[0] }),
        ("a kind that is not there", { $0.kinds[0] = 2 }),
        ("no kind", { ($0.offsets, $0.changes, $0.kinds) = ([], [], []) }),
        ("an offset of 26 hours", { $0.offsets[1] = 93_600 }),
        ("an offset of -25 hours", { $0.offsets[1] = -90_000 }),
        ("leap seconds", { $0.leapSeconds = [78_796_800] }),
        ("a kind that is daylight time twice", { $0.isDaylight = 2 }),
        ("an abbreviation behind their end", { $0.name = 4 }),
        ("marks of UTC for one kind only", { $0.marks = (1, 2) }),
        ("marks of standard time for one kind only", { $0.marks = (2, 1) }),
        ("no footer", { $0.footer = "" }),
        ("a footer without end", { $0.footer = "\nCET-1" }),
        ("a footer of another form", { $0.footer = "\nCET\n" }),
    ]

    @Test(arguments: breaches.indices) func breachIsRefused(_ index: Int) {
        var file = Self.berlin
        Self.breaches[index].1(&file)
        #expect(ZoneTable(file.bytes) == nil, "\(Self.breaches[index].0)")
    }

    @Test func marksAreAllowedForEachKind() {
        var file = Self.berlin
        file.marks = (2, 2)
        #expect(ZoneTable(file.bytes) == ZoneTable(Self.berlin.bytes))
    }

    /// Counts of 2^31 and more, at each place of both headers.
    @Test(arguments: [0x7F, 0x80, 0xFF] as [UInt8]) func hugeCountsAreRefused(_ byte: UInt8) {
        let whole = Self.berlin.bytes
        for header in [0, 44 + 6 + 4] {
            for count in 0..<6 {
                var bytes = whole
                bytes[header + 20 + 4 * count] = byte
                #expect(ZoneTable(bytes) == nil)
            }
        }
    }

    /// Its bytes would add up: one change less than none is nine bytes less.
    @Test func countsBelowNoneAreRefused() {
        var bytes = ZoneFiles(offsets: [0], footer: "\n\n").bytes
        let header = 44 + 6 + 4
        bytes.replaceSubrange(header + 32..<header + 36, with: [0xFF, 0xFF, 0xFF, 0xFF])
        bytes[header + 43] += 9
        #expect(ZoneTable(bytes) == nil)
    }

    /// Nothing of a file that has been cut off is believed.
    @Test func truncatedFilesAreRefused() {
        for whole in Self.samples { #expect(whole.indices.allSatisfy { ZoneTable(Array(whole[..<$0])) == nil }) }
    }

    @Test func damagedFilesAreReadOrRefused() {
        var random: UInt64 = 8536
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var read = 0
        for round in 0..<2000 {
            var bytes = Self.samples[round % Self.samples.count]
            for _ in 0...next(3) {
                let at = next(bytes.count)
                switch next(4) {
                case 0: bytes[at] ^= 1 << UInt8(next(8))
                case 1: bytes[at] = UInt8(next(256))
                case 2: bytes.remove(at: at)
                default: bytes.insert(UInt8(next(256)), at: at)
                }
            }
            guard let table = ZoneTable(bytes) else { continue }
            read += 1
            Self.checkSane(table)
        }
        #expect((50..<2000).contains(read), "\(read)")
    }

    /// Offsets of a day, and changes that lead onward, whatever the file says.
    private static func checkSane(_ table: ZoneTable) {
        for start in [-1 << 40, -1, 0, 1_792_890_000, 1 << 40] {
            var second = start
            for _ in 0..<20 {
                #expect(ZoneRule.offsets.contains(table.offset(at: second)))
                guard let change = table.change(after: second), change < 1 << 50 else { break }
                #expect(change > second)
                second = change
            }
        }
    }

    /// Short ones, in which a change hits what is counted; and the system's, where it has some.
    private static let samples: [[UInt8]] = {
        var others = [berlin]
        for footer in ["\n<-02>2<-01>,M3.5.0/-1,M10.5.0/0\n", "\nXXX3EDT4,0/0,J365/23\n", "\nUTC0\n"] {
            others.append(ZoneFiles(changes: [0], kinds: [0], footer: footer))
        }
        return others.map(\.bytes) + ["Europe/Berlin", "Africa/Casablanca"].compactMap(ZoneFolder.system.bytes)
    }()
}
