// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Tables as they come from elsewhere, each beside a model of two columns.
enum HostileTables {
    private static func bundle(
        _ name: String, _ answer: HostileBundle.Answer, _ bytes: [UInt8], _ words: [String] = [],
        file: String = "t.csv",
        job: String = ""
    ) -> HostileBundle {
        var files = [file: bytes, "m.onnx": ForgedModel.damping([2])]
        if !job.isEmpty { files["job.toml"] = Array(job.utf8) }
        return HostileBundle(name: "csv-\(name)", files: files, answer: answer, file: file, words: words)
    }

    private static func text(
        _ name: String, _ answer: HostileBundle.Answer, _ text: String, _ words: [String] = [], job: String = ""
    ) -> HostileBundle {
        bundle(name, answer, Array(text.utf8), words, job: job)
    }

    static func all(seed: UInt64, mutants: Int) -> [HostileBundle] {
        right + rows + cells + encodings + columns + compressed + settings + damaged(seed: seed, mutants)
    }

    private static var right: [HostileBundle] {
        [
            text("plain", .accepted, "a,b\n1,0.5\n2,0.25\n3,1\n"),
            text("no-newline-at-the-end", .accepted, "a,b\n1,0.5\n2,0.25"),
            text("carriage-returns", .accepted, "a,b\r\n1,0.5\r\n2,0.25\r\n"),
            text("old-line-endings", .accepted, "a,b\r1,0.5\r2,0.25\r"),
            text("empty-lines", .accepted, "a,b\n\n1,0.5\n\n\n2,0.25\n\n"),
            text("byte-order-mark", .accepted, "\u{FEFF}a,b\n1,0.5\n2,0.25\n"),
            text("semicolons", .accepted, "a;b\n1;0.5\n2;0.25\n"),
            text("tabs", .accepted, "a\tb\n1\t0.5\n2\t0.25\n"),
            text("bars-that-are-said", .accepted, "a|b\n1|0.5\n2|0.25\n", job: "[dataset]\nseparator = \"|\"\n"),
            text("bars", .accepted, "a|b\n1|2\n3|4\n"),
            text("decimal-commas", .accepted, "a;b\n0,5;1,5\n0,25;2\n"),
            text("quoted-decimal-commas", .accepted, "a,b\n\"0,5\",1\n\"0,25\",2\n"),
            text("gaps", .accepted, "a,b\n1,NA\n2,nan\n,0.5\n3,0.25\nnull,?\n"),
            text("quotes", .accepted, "\"a\",\"b \"\"x\"\"\"\n\"1\",0.5\n2,\"0.25\"\n"),
            text("exponents", .accepted, "a,b\n1e-3,5E2\n2e0,+4\n"),
            text("text-columns", .accepted, "name,a,b\nx,1,0.5\ny,2,0.25\n"),
            text("a-column-twice", .accepted, "a,a\n1,0.5\n2,0.25\n"),
            text("nameless-columns", .accepted, ",\n1,0.5\n2,0.25\n"),
            bundle("latin-1-carried-over", .accepted, Array("t,a,b\ncaf".utf8) + [0xE9] + Array(",1,2\nx,2,3\n".utf8)),
        ]
    }

    private static var rows: [HostileBundle] {
        [
            text("empty", .refused, ""), text("newlines", .refused, "\n\n\n"), text("header-only", .refused, "a,b\n"),
            text("short-row", .refused, "a,b\n1,2\n3\n4,5\n", ["row 3", "1 cells"]),
            text("long-row", .refused, "a,b\n1,2\n3,4\n5,6,7\n", ["row 4", "3 cells"]),
            text("quote-never-closed", .refused, "a,b\n1,2\n3,\"4\n5,6\n", ["row 3"]),
            text("quote-within", .refused, "a,b\n1,2\n3\"4,5\n", ["row 3"]),
            text("text-after-quote", .refused, "a,b\n1,2\n\"3\"x,5\n", ["row 3"]),
            text("numbers-for-a-header", .refused, "1,2\n3,4\n", ["header = false"]),
            bundle(
                "zero-byte", .refused, Array("a,b\n1,2\n3,".utf8) + [0] + Array("4\n".utf8), ["row 3", "zero byte"]),
            bundle("zeros", .refused, Array(repeating: 0, count: 5000), ["zero byte"]),
            bundle("hole-of-zeros", .refused, Array("a,b\n1,2\n".utf8) + Array(repeating: 0, count: 4096), ["row 3"]),
        ]
    }

    private static var cells: [HostileBundle] {
        [
            text("thousands", .refused, "a,b\n\"1,000\",1\n2,2\n", ["1,000", "row 2", "thousands"]),
            text("infinite", .refused, "a,b\n1,2\n3,inf\n", ["row 3", "infinite"]),
            text("minus-infinite", .refused, "a,b\n1,2\n-Infinity,2\n", ["row 3", "infinite"]),
            text("beyond-double", .refused, "a,b\n1e999,2\n3,4\n", ["row 2"]),
            text("least-exponent", .refused, "a,b\n1,2\n1e-9223372036854775808,2\n", ["row 3"]),
            text("greatest-exponent", .refused, "a,b\n1,2\n1e9223372036854775807,2\n", ["row 3"]),
            text("hexadecimal", .refused, "a,b\n0x10,2\n3,4\n", ["0x10", "row 2"]),
            text("formula", .refused, "a,b\n=1+1,2\n3,4\n", ["=1+1", "row 2"]),
            text("only-gaps", .refused, "a,b\n,2\n,4\n"),
            text("many-digits", .accepted, "a,b\n0.\(String(repeating: "1", count: 5000)),2\n0.5,4\n"),
            text("many-zeros", .any, "a,b\n\(String(repeating: "0", count: 100_000))1,2\n0,4\n"),
            text("huge-whole", .refused, "a,b\n\(String(repeating: "9", count: 4000)),2\n0,4\n", ["row 2"]),
        ]
    }

    private static var encodings: [HostileBundle] {
        let plain = "a,b\n1,0.5\n2,0.25\n"
        func wide(_ order: (UInt16) -> [UInt8]) -> [UInt8] { plain.utf16.flatMap(order) }
        func little(_ unit: UInt16) -> [UInt8] { [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        func big(_ unit: UInt16) -> [UInt8] { [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        let named = "[dataset]\nlabel = \"c\"\n"
        return [
            bundle("utf-16-le", .refused, [0xFF, 0xFE] + wide(little), ["UTF-16"]),
            bundle("utf-16-be", .refused, [0xFE, 0xFF] + wide(big), ["UTF-16"]),
            bundle("utf-16-without-mark", .refused, wide(little), ["UTF-16"]),
            bundle("utf-32", .refused, [0xFF, 0xFE, 0, 0] + plain.utf8.flatMap { [$0, 0, 0, 0] }, ["UTF-16"]),
            bundle(
                "latin-1-header", .refused, Array("gr".utf8) + [0xF6] + Array("sse,b\n1,2\n3,4\n".utf8),
                ["row 1", "UTF-8"]),
            bundle(
                "latin-1-classes", .refused,
                Array("c,a,b\nx,1,2\ncaf".utf8) + [0xE9] + Array(",2,3\ncaf".utf8) + [0xE8] + Array(",3,4\n".utf8),
                ["row 3", "UTF-8"], job: named),
            bundle(
                "overlong", .refused, [0xC0, 0xAF] + Array(",b\n1,2\n3,4\n".utf8), ["row 1"]),
            bundle("png", .refused, ForgedPNG.image().bytes),
            bundle("gzip-without-its-name", .refused, Forgery.gzip([1, 0, 0, 0xFF, 0xFF], crc: 0, count: 0)),
        ]
    }

    private static var columns: [HostileBundle] {
        let label = "[dataset]\nlabel = \"c\"\n"
        return [
            text("one-too-many", .refused, "a,b,c\n1,2,3\n4,5,6\n", ["3 of 3"]),
            text("one-too-few", .refused, "a\n1\n4\n", ["1 of 1"]),
            text("label-twice", .refused, "c,c,a,b\nx,y,1,2\nz,w,3,4\n", ["2 columns"], job: label),
            text("label-missing", .refused, "a,b\n1,2\n3,4\n", ["\"c\""], job: label),
            text("wide-header", .refused, String(repeating: "a,", count: 70_000) + "z\n1,2\n", ["row 1", "65536"]),
            bundle(
                "huge-cell", .refused,
                Array("a,b\n1,2\n3,".utf8) + Array(repeating: UInt8(ascii: "7"), count: 2 << 20), ["row 3"]),
            bundle(
                "huge-quoted-cell", .refused,
                Array("a,b\n1,2\n3,\"".utf8) + Array(repeating: UInt8(ascii: "\n"), count: 20 << 20), ["row 3"]),
        ]
    }

    private static var compressed: [HostileBundle] {
        func gzip(_ name: String, _ answer: HostileBundle.Answer, _ bytes: [UInt8], _ words: [String] = [])
            -> HostileBundle
        {
            bundle(name, answer, bytes, words, file: "t.csv.gz")
        }
        let plain = Array("a,b\n1,0.5\n2,0.25\n".utf8)
        let stored = [1, UInt8(plain.count), 0, ~UInt8(plain.count), 0xFF] + plain
        let right = Forgery.gzip(stored, crc: Forgery.crc32(plain), count: plain.count)
        let line = Forgery.deflated(repeating: UInt8(ascii: "1"), count: 600_000_000)
        // 100,000 images of 64 × 64 zeros: the header in a member of its own.
        let header: [UInt8] = [0, 0, 8, 3, 0, 1, 0x86, 0xA0, 0, 0, 0, 64, 0, 0, 0, 64]
        let images =
            Forgery.gzip([1, 16, 0, 0xEF, 0xFF] + header, crc: Forgery.crc32(header), count: 16)
            + Forgery.gzip(Forgery.deflated(repeating: 0, count: 409_600_000), crc: 0, count: 0)
        return [
            gzip("gzip", .accepted, right),
            gzip(
                "gzip-two-members", .accepted,
                right
                    + Forgery.gzip(
                        [1, 4, 0, 0xFB, 0xFF] + Array("3,2\n".utf8), crc: Forgery.crc32(Array("3,2\n".utf8)), count: 4)),
            gzip("gzip-cut", .unfinished, Array(right.dropLast(9))),
            gzip("gzip-checksum", .refused, Forgery.gzip(stored, crc: 1, count: plain.count), ["gzip"]),
            gzip("gzip-length", .refused, Forgery.gzip(stored, crc: Forgery.crc32(plain), count: 1), ["gzip"]),
            gzip("gzip-noise", .refused, [0x1F, 0x8B, 8, 0] + Array(repeating: 0xA5, count: 100), ["gzip"]),
            gzip("gzip-in-name-only", .refused, plain, ["gzip"]),
            gzip("gzip-of-a-line", .refused, Forgery.gzip(line, crc: 0, count: 0), ["row 1"]),
            bundle("gzip-of-zeros", .refused, images, ["gunzip"], file: "t-idx3-ubyte.gz"),
            gzip("gzip-empty", .unfinished, []),
        ]
    }

    /// Beside a right table, a job file that is none.
    private static var settings: [HostileBundle] {
        let files: [(String, [UInt8])] = [
            ("deep", Array("seed = ".utf8) + Array(repeating: UInt8(ascii: "["), count: 200_000)),
            (
                "deep-tables",
                Array("[a]\n".utf8) + Array("x = { y = ".utf8) + (0..<50_000).flatMap { _ in Array("{ y = ".utf8) }
            ),
            ("long-key", Array(repeating: UInt8(ascii: "k"), count: 900_000)),
            ("large", Array(repeating: UInt8(ascii: "\n"), count: 2 << 20)), ("binary", Array(0...255)),
            ("huge-number", Array("seed = 99999999999999999999999\n".utf8)),
            ("zero-bytes", Array(repeating: 0, count: 100)),
        ]
        return files.map { name, bytes in
            var made = text("job-\(name)", .refused, "a,b\n1,0.5\n2,0.25\n")
            made.files["job.toml"] = bytes
            made.file = "job.toml"
            return made
        }
    }

    private static func damaged(seed: UInt64, _ count: Int) -> [HostileBundle] {
        var generator = SeededGenerator(seed: seed)
        let tables = [
            "a,b\n" + (0..<40).map { "\($0),0.\($0)\n" }.joined(), "\"a\";b\r\n\"1\";0,5\r\n2;1\r\n",
            "x,a,b\n\"p,q\",1,2\n\"r\"\"s\",3,1e-4\nt,NA,7\n",
        ]
        return (0..<count).map { text in
            bundle("mutant-\(text)", .any, generator.damaged(Array(tables[text % tables.count].utf8)))
        }
    }
}
