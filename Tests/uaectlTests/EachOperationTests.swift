// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import uaectl

/// `submit` stops before each of its operations in turn: somebody else acts there, or it ends as by a power cut.
@Suite(.serialized, .timeLimit(.minutes(30))) struct EachOperationTests {
    /// An inbox, a person's own private folder, and a bundle.
    private struct Place {
        let scratch: Scratch
        let far: String?
        var inbox: String { far ?? scratch.path + "/inbox" }
        var home: String { scratch.path + "/home" }
        var bundle: String { home + "/set" }

        /// - Parameter far: the inbox, on a file system of its own.
        init(far: String? = nil) throws {
            // Where the inbox has a file system of its own, that is the one in memory.
            scratch = try Scratch(isQuick: far == nil)
            self.far = far
            for folder in [inbox, home, home + "/private", bundle, bundle + "/a", bundle + "/a/b"] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            for file in ["private/keep", "set/model.onnx", "set/a/1.png", "set/a/b/keep"] {
                try file.write(toFile: home + "/" + file, atomically: false, encoding: .utf8)
                chmod(home + "/" + file, 0o640)
            }
            chmod(home + "/private", 0o700)
            chmod(bundle + "/a", 0o750)
            chmod(inbox, 0o2777)
        }

        /// Every path below `folder` with its mode and contents; nil where there is no such folder.
        static func tree(_ folder: String, modes: Bool = true) -> [String: String]? {
            guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder) else { return nil }
            return Dictionary(
                uniqueKeysWithValues: paths.map { path in
                    var status = stat()
                    lstat(folder + "/" + path, &status)
                    let text = (try? String(contentsOfFile: folder + "/" + path, encoding: .utf8)) ?? ""
                    return (path, (modes ? String(status.st_mode, radix: 8) : "") + text)
                })
        }

        func submission(moves: Bool, files: Bool = false, _ watch: @escaping FolderWatch) -> Submission {
            let sources = files ? [bundle + "/model.onnx", bundle + "/a/1.png"] : [bundle]
            return Submission(sources: sources, inbox: inbox, name: "new", moves: moves, service: 64_001, watch: watch)
        }
    }

    /// What a member of the inbox's group may do there at any moment, with the rights on the inbox alone.
    private enum Act: CaseIterable {
        case link, folder, pipe, renameAway, takeTheName, exchangeTheName, linkTheName

        /// - Parameter secret: a folder that the submitter may enter, and he may not.
        func act(in inbox: String, against secret: String) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: inbox)) ?? []
            let staging = names.first { $0.hasPrefix(".new.submit-") }.map { inbox + "/" + $0 }
            let (name, mine) = (inbox + "/new", inbox + "/.mal-\(UUID().uuidString.prefix(6))")
            switch self {
            case .takeTheName: mkdir(name, 0o777)
            case .exchangeTheName where rename(name, mine) == 0: mkdir(name, 0o777)
            case .linkTheName where rename(name, mine) == 0: symlink(secret, name)
            case .link, .folder, .pipe, .renameAway:
                guard let staging, rename(staging, mine) == 0 else { return }
                if self == .link { symlink(secret, staging) }
                if self == .folder { mkdir(staging, 0o777) }
                if self == .pipe { mkfifo(staging, 0o666) }
            default: break
            }
        }
    }

    struct Case: Hashable, CustomStringConvertible {
        var moves: Bool
        var files: Bool
        var description: String { (moves ? "move" : "copy") + (files ? " files" : " a folder") }
    }

    static let cases = [false, true].flatMap { moves in [false, true].map { Case(moves: moves, files: $0) } }

    private static func operations(_ kind: Case, far: String? = nil) throws -> [FolderOperation] {
        let place = try Place(far: far)
        let noted = Mutex<[FolderOperation]>([])
        let result = try place.submission(moves: kind.moves, files: kind.files) { operation in
            noted.withLock { $0.append(operation) }
        }.run()
        #expect(result.remaining == [])
        if let far { try FileManager.default.removeItem(atPath: far) }
        return noted.withLock(\.self)
    }

    /// Nothing of the submitter's is changed elsewhere, nothing is lost, and what is said is true.
    @Test(arguments: cases) func somebodyElseActsThere(_ kind: Case) throws {
        let count = try Self.operations(kind).count
        for step in 0..<count {
            for act in Act.allCases { try stop(kind, at: step, act) }
        }
        print("\(kind): \(count) operations, \(Act.allCases.count) acts at each")
    }

    private func stop(_ kind: Case, at step: Int, _ act: Act) throws {
        let place = try Place()
        let (before, secret) = (Place.tree(place.home), Place.tree(place.home + "/private"))
        let whole = Place.tree(place.bundle, modes: false)
        let counter = Atomic(0)
        let (inbox, target) = (place.inbox, place.home + "/private")
        let watch: FolderWatch = { _ in
            if counter.add(1, ordering: .relaxed).oldValue == step { act.act(in: inbox, against: target) }
        }
        let where_: Comment = "\(kind), \(act) before operation \(step)"
        let said = Result { try place.submission(moves: kind.moves, files: kind.files, watch).run() }
        #expect(Place.tree(place.home + "/private") == secret, where_)
        if !kind.moves { #expect(Place.tree(place.home) == before, where_) }
        switch said {
        case .success:
            let there = Place.tree(inbox + "/new", modes: false)
            let files = ["model.onnx": "set/model.onnx", "1.png": "set/a/1.png"]
            // He may well do it a moment later.
            let isLate = [.exchangeTheName, .linkTheName].contains(act)
            if !isLate { #expect(there == (kind.files ? files : whole), where_) }
        case .failure(let error):
            let isExchanged = (error as? ErrorReport)?.error.code == "exchanged"
            if !isExchanged { #expect(Place.tree(place.home) == before, "\(where_): \(error)") }
        }
    }

    /// A power cut at each operation: the bundle is whole in the inbox, or in a staging, or where it was; and a source on
    /// another file system goes only after its copy and the copy's name are durable.
    @Test(.enabled(if: access("/dev/shm", W_OK) == 0), arguments: [false, true])
    func powerCut(_ isFar: Bool) throws {
        func far() -> String? { isFar ? "/dev/shm/uc-\(UUID().uuidString)" : nil }
        let kind = Case(moves: true, files: false)
        let operations = try Self.operations(kind, far: far())
        for step in operations.indices {
            let place = try Place(far: far())
            defer { if let far = place.far { try? FileManager.default.removeItem(atPath: far) } }
            let whole = Place.tree(place.bundle, modes: false)
            let counter = Atomic(0)
            _ = try? place.submission(moves: true) { _ in
                if counter.add(1, ordering: .relaxed).newValue > step { throw CancellationError() }
            }.run()
            let rooms = try FileManager.default.contentsOfDirectory(atPath: place.inbox)
            let places = [place.bundle, place.inbox + "/new"] + rooms.map { place.inbox + "/" + $0 + "/new" }
            #expect(places.contains { Place.tree($0, modes: false) == whole }, "cut before \(operations[step])")
        }
        print("--move \(isFar ? "across file systems" : "on one file system"): cut before each of \(operations.count)")
        guard isFar else { return }
        let order = operations.compactMap { operation -> String? in
            switch operation.kind {
            case .sync: "sync " + (operation.path.contains(".submit-") ? "all" : "the name")
            case .rename where operation.path.contains(".submit-"): "rename"
            case .remove where operation.path.contains("/home/"): "remove"
            default: nil
            }
        }
        #expect(order.prefix(4) == ["sync all", "rename", "sync the name", "remove"], "\(order)")
        #expect(order.dropFirst(3).allSatisfy { $0 == "remove" } && order.count == 9, "\(order)")
    }

    /// What came into the source, or changed, after it was read was not copied: it stays, and that is said.
    @Test(.enabled(if: access("/dev/shm", W_OK) == 0)) func whatWasNotCopiedStays() throws {
        let place = try Place(far: "/dev/shm/uc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: place.inbox) }
        let bundle = place.bundle
        let result = try place.submission(moves: true) { operation in
            guard operation.kind == .sync else { return }
            try "longer than it was".write(toFile: bundle + "/model.onnx", atomically: false, encoding: .utf8)
            try "new".write(toFile: bundle + "/a/new", atomically: false, encoding: .utf8)
        }.run()
        #expect(result.remaining == [bundle])
        #expect(Place.tree(bundle, modes: false)?.keys.sorted() == ["a", "a/new", "model.onnx"])
        #expect(try String(contentsOfFile: place.inbox + "/new/model.onnx", encoding: .utf8) == "set/model.onnx")
    }

    /// A file's other name keeps its mode: such a tree is copied, and its own names go.
    @Test func secondNames() throws {
        let place = try Place()
        #expect(link(place.home + "/private/keep", place.bundle + "/a/second") == 0)
        let secret = Place.tree(place.home + "/private")
        _ = try place.submission(moves: true) { _ in }.run()
        #expect(Place.tree(place.home + "/private") == secret && Place.tree(place.bundle) == nil)
        #expect(try String(contentsOfFile: place.inbox + "/new/a/second", encoding: .utf8) == "private/keep")
    }

    /// The place of what was moved is taken when it has to go back: it stays in the staging, and that is said.
    @Test func whatCannotGoBackIsKept() throws {
        let place = try Place()
        let whole = Place.tree(place.bundle, modes: false)
        let (bundle, inbox) = (place.bundle, place.inbox)
        let error = #expect(throws: ErrorReport.self) {
            try place.submission(moves: true) { operation in
                guard operation.kind == .sync else { return }
                mkdir(bundle, 0o755)
                mkdir(inbox + "/new", 0o755)
            }.run()
        }
        let hint = try #require(error?.error.hint)
        let room = try #require(
            FileManager.default.contentsOfDirectory(atPath: inbox).first { $0.contains(".submit-") })
        #expect(hint.contains(inbox + "/" + room), "\(hint)")
        #expect(Place.tree(inbox + "/" + room + "/new", modes: false) == whole)
    }
}
