// SPDX-License-Identifier: Apache-2.0
/// A value in a Python dictionary as NumPy writes it into a header.
enum PythonLiteral: Equatable {
    case text(String)
    case truth(Bool)
    /// A tuple of whole numbers that are at least 0.
    case numbers([Int])

    /// The dictionary that `text` spells; nil for anything else, and for a key twice.
    static func dictionary(_ text: String) -> [String: PythonLiteral]? {
        var cursor = Cursor(rest: Array(text.utf8)[...])
        guard cursor.take("{") else { return nil }
        var found: [String: PythonLiteral] = [:]
        while !cursor.take("}") {
            guard let key = cursor.text(), cursor.take(":"), let value = cursor.value(),
                found.updateValue(value, forKey: key) == nil
            else { return nil }
            guard cursor.take(",") || cursor.next == UInt8(ascii: "}") else { return nil }
        }
        return cursor.next == nil ? found : nil
    }

    private struct Cursor {
        var rest: ArraySlice<UInt8>

        /// The next byte that is no blank.
        var next: UInt8? {
            mutating get {
                rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
                return rest.first
            }
        }

        mutating func take(_ sign: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: sign) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// A word in quotes without escapes.
        mutating func text() -> String? {
            guard let quote = next, quote == 0x27 || quote == 0x22 else { return nil }
            let inside = rest.dropFirst().prefix { $0 != quote && $0 != 0x5C }
            guard rest.dropFirst(inside.count + 1).first == quote else { return nil }
            rest = rest.dropFirst(inside.count + 2)
            return String(decoding: inside, as: UTF8.self)
        }

        mutating func value() -> PythonLiteral? {
            switch next {
            case 0x27, 0x22: return text().map(PythonLiteral.text)
            case UInt8(ascii: "("): return numbers().map(PythonLiteral.numbers)
            default:
                let word = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
                rest = rest.dropFirst(word.count)
                let name = String(decoding: word, as: UTF8.self)
                return name == "True" ? .truth(true) : name == "False" ? .truth(false) : nil
            }
        }

        private mutating func numbers() -> [Int]? {
            guard take("(") else { return nil }
            var found: [Int] = []
            while !take(")") {
                _ = next
                let digits = rest.prefix { (0x30...0x39).contains($0) }
                guard let number = Int(String(decoding: digits, as: UTF8.self)), found.count < 32 else { return nil }
                rest = rest.dropFirst(digits.count)
                // Python 2 wrote long numbers with an L.
                _ = take("L")
                found.append(number)
                guard take(",") || next == UInt8(ascii: ")") else { return nil }
            }
            return found
        }
    }
}
