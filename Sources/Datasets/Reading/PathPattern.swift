// SPDX-License-Identifier: Apache-2.0
/// A pattern of paths: `*` and `?` match within a folder, `**` across folders. A pattern without `/` is matched against
/// the last name of the path.
struct PathPattern {
    private let tokens: [Token]
    private let isName: Bool

    init(_ pattern: String) {
        isName = !pattern.contains("/")
        var tokens: [Token] = []
        var rest = Array(pattern)[...]
        while let character = rest.popFirst() {
            switch character {
            case "*" where rest.starts(with: ["*", "/"]):
                rest = rest.dropFirst(2)
                tokens.append(.folders)
            case "*" where rest.first == "*":
                rest = rest.dropFirst()
                tokens.append(.anything)
            case "*": tokens.append(.within)
            case "?": tokens.append(.one)
            default: tokens.append(.character(character))
            }
        }
        self.tokens = tokens
    }

    /// Takes time proportional to the number of tokens times the length of the path.
    func matches(_ path: String) -> Bool {
        let text = isName ? path.split(separator: "/").last.map(Array.init) ?? [] : Array(path)
        var reached = [true] + Array(repeating: false, count: text.count)
        for token in tokens { reached = token.advanced(reached, in: text) }
        return reached[text.count]
    }

    private enum Token {
        case character(Character)
        /// `?`
        case one
        /// `*`
        case within
        /// `**`
        case anything
        /// `**/`, which also matches no folder at all.
        case folders

        /// The prefixes of `text` that match after this token, given those that match before it: element i stands
        /// for the first i characters.
        func advanced(_ before: [Bool], in text: [Character]) -> [Bool] {
            var after = Array(repeating: false, count: before.count)
            // Whether a shorter prefix has matched.
            var isBehind = false
            if takesNothing { after[0] = before[0] }
            for (place, character) in text.enumerated() {
                isBehind = isBehind || before[place]
                let isReached: Bool =
                    switch self {
                    case .character(let wanted): before[place] && character == wanted
                    case .one: before[place] && character != "/"
                    case .within: before[place + 1] || (after[place] && character != "/")
                    case .anything: before[place + 1] || isBehind
                    case .folders: (before[place + 1] || isBehind) && character == "/"
                    }
                after[place + 1] = isReached
            }
            return after
        }

        private var takesNothing: Bool {
            switch self {
            case .character, .one: false
            case .within, .anything, .folders: true
            }
        }
    }
}
