// SPDX-License-Identifier: Apache-2.0
/// A pattern of paths: `*` and `?` within a folder, `**` across folders; without `/` it is matched against the last name.
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

    /// In time of the tokens' number times the path's length.
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
        /// `**/`, which also stands for no folder at all.
        case folders

        /// The places of `text` that are reached behind this token from those in `before`.
        func advanced(_ before: [Bool], in text: [Character]) -> [Bool] {
            var after = Array(repeating: false, count: before.count)
            // Whether an earlier place was reached.
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
