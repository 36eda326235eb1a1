// SPDX-License-Identifier: Apache-2.0
// Numbers and words among the arguments.
extension AtenCall {
    func integer(_ name: String, _ standard: Int) throws -> Int {
        guard let argument = argument(name) else { return standard }
        return try argument["as_int"]?.integer ?? { throw refused(name, "is \(argument.excerpt)") }()
    }

    func flag(_ name: String, _ standard: Bool = false) throws -> Bool {
        guard let argument = argument(name) else { return standard }
        return try argument["as_bool"]?.boolean ?? { throw refused(name, "is \(argument.excerpt)") }()
    }

    func real(_ name: String, _ standard: Double) throws -> Double {
        guard let argument = argument(name) else { return standard }
        return try number(argument) ?? { throw refused(name, "is no number") }()
    }

    /// Numbers that JSON cannot write are words.
    private func number(_ argument: JSON) -> Double? {
        switch argument["as_float"]?.text {
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case "NaN": .nan
        default:
            argument["as_float"]?.real ?? argument["as_int"]?.real ?? argument["as_bool"]?.boolean.map { $0 ? 1 : 0 }
        }
    }

    /// One integer or several; empty if the argument is absent.
    func integers(_ name: String) throws -> [Int] {
        guard let argument = argument(name) else { return [] }
        let list = argument["as_int"]?.integer.map { [$0] } ?? argument["as_ints"]?.integers
        return try list ?? { throw refused(name, "is no list of integers") }()
    }

    /// An integer for each of `count` axes. One integer stands for all axes; without any, `standard` does.
    func axes(_ name: String, _ standard: Int, count: Int) throws -> [Int] {
        let given = try integers(name)
        if given.count <= 1 { return Array(repeating: given.first ?? standard, count: count) }
        guard given.count == count else { throw refused(name, "has \(given.count) numbers, not \(count)") }
        return given
    }

    func reals(_ name: String) throws -> [Double]? {
        guard let argument = argument(name) else { return nil }
        let list = argument["as_floats"]?.list?.compactMap(\.real)
        return try list ?? { throw refused(name, "is no list of numbers") }()
    }

    func text(_ name: String, _ standard: String) throws -> String {
        guard let argument = argument(name) else { return standard }
        return try argument["as_string"]?.text ?? { throw refused(name, "is no text") }()
    }
}
