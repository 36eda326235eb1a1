// SPDX-License-Identifier: Apache-2.0
/// The contents of a zone file (RFC 8536): the changes that it lists, and the rule for the time after them. All times
/// are seconds since 1970 in UTC, all offsets seconds east of Greenwich.
struct ZoneTable: Sendable, Equatable {
    /// Times of the changes, strictly ascending.
    private var changes: [Int] = []
    /// The offset before the first change, then that from each change on: one element more than ``changes``.
    private var offsets: [Int]
    /// Holds from the last change on; if nil, the offset of the last change stays.
    private var rule: ZoneRule?

    static let utc = ZoneTable(offsets: [0])

    private init(offsets: [Int]) { self.offsets = offsets }

    /// Parses a zone file.
    ///
    /// - Returns: nil if the file breaks the format, or counts leap seconds.
    init?(_ file: [UInt8]) {
        var bytes = ByteCursor(file[...])
        guard var header = ZoneFileHeader(&bytes) else { return nil }
        // A file of version 1 has one block, with instants of 32 bits. Later versions repeat it with 64 bits and append
        // a rule.
        let isLong = header.version > 1
        if isLong {
            guard bytes.take(header.length(width: 4)) != nil, let second = ZoneFileHeader(&bytes),
                second.version == header.version
            else { return nil }
            header = second
        }
        guard header.isUsable, let block = bytes.take(header.length(width: isLong ? 8 : 4)) else { return nil }
        self.init(block, header, width: isLong ? 8 : 4)
        guard !isLong || readFooter(&bytes) else { return nil }
    }

    private init?(_ block: ArraySlice<UInt8>, _ header: ZoneFileHeader, width: Int) {
        var bytes = ByteCursor(block)
        for _ in 0..<header.changes {
            guard let change = bytes.signed(width), changes.last.map({ $0 < change }) ?? true else { return nil }
            changes.append(change)
        }
        guard let used = bytes.take(header.changes), let kinds = Self.kinds(&bytes, header) else { return nil }
        offsets = [kinds[0]]
        for kind in used {
            guard kinds.indices.contains(Int(kind)) else { return nil }
            offsets.append(kinds[Int(kind)])
        }
    }

    /// Reads the offsets of the kinds of local time. RFC 8536, 3.2, expects them to be between -25 and 26 hours.
    private static func kinds(_ bytes: inout ByteCursor, _ header: ZoneFileHeader) -> [Int]? {
        var kinds: [Int] = []
        for _ in 0..<header.kinds {
            guard let offset = bytes.signed(4), ZoneRule.offsets.contains(offset),
                let isDaylight = bytes.signed(1), [0, 1].contains(isDaylight),
                let name = bytes.take(1)?.first, Int(name) < header.letters
            else { return nil }
            kinds.append(offset)
        }
        return kinds
    }

    /// Reads the rule between two newlines; it may be empty.
    private mutating func readFooter(_ bytes: inout ByteCursor) -> Bool {
        guard bytes.skip("\n") else { return false }
        let text = bytes.take { $0 != UInt8(ascii: "\n") }
        guard bytes.skip("\n") else { return false }
        rule = ZoneRule(text)
        return text.isEmpty || rule != nil
    }
}

extension ZoneTable {
    func offset(at second: Int) -> Int {
        let passed = countOfChanges(through: second)
        if passed == changes.count, let rule { return rule.offset(at: second) }
        return offsets[passed]
    }

    /// The first change after an instant; it may change only the abbreviation.
    func change(after second: Int) -> Int? {
        let passed = countOfChanges(through: second)
        return passed < changes.count ? changes[passed] : rule?.change(after: second)
    }

    private func countOfChanges(through second: Int) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
