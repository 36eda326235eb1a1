/// A pattern of paths: `*` and `?` within a folder, `**` across folders; without `/` it is matched against the last name.
struct PathPattern {
    private let pattern: [Character]
    private let isName: Bool

    init(_ pattern: String) {
        self.pattern = Array(pattern)
        isName = !pattern.contains("/")
    }

    func matches(_ path: String) -> Bool {
        let subject = isName ? path.split(separator: "/").last.map(Array.init) ?? [] : Array(path)
        return Self.matches(pattern[...], subject[...])
    }

    /// Keeps the last `*` and `**` to come back to, so that time is bounded by the product of the lengths, squared.
    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        var reachable = Set([text.startIndex])
        var pattern = pattern
        while let token = pattern.popFirst(), !reachable.isEmpty {
            guard token == "*" else {
                reachable = Set(
                    reachable.filter { $0 < text.endIndex && (token == "?" ? text[$0] != "/" : text[$0] == token) }
                        .map { $0 + 1 })
                continue
            }
            let isDeep = pattern.first == "*"
            if isDeep { pattern.removeFirst() }
            // "**/" also stands for no folder at all.
            if isDeep, pattern.first == "/", reachable.contains(where: { $0 == text.startIndex || text[$0 - 1] == "/" })
            {
                let here = reachable.filter { $0 == text.startIndex || text[$0 - 1] == "/" }
                if here.contains(where: { matches(pattern.dropFirst(), text[$0...]) }) { return true }
            }
            var next = reachable
            for start in reachable {
                var end = start
                while end < text.endIndex, isDeep || text[end] != "/" {
                    end += 1
                    next.insert(end)
                }
            }
            reachable = next
        }
        return reachable.contains(text.endIndex)
    }
}
