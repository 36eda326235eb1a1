// SPDX-License-Identifier: Apache-2.0
import Bundles

/// An unclaimed folder, or unclaimed loose files of one stem, in an inbox.
public struct Candidate: Sendable, Equatable {
    /// Whether the candidate is a folder or consists of loose files.
    public enum Form: Sendable, Equatable {
        case folder
        /// Names of the files, in byte-wise order.
        case loose([String])
    }

    /// The folder's name, or the stem of the files.
    public var name: String
    public var form: Form

    /// Memberwise initialiser.
    public init(name: String, form: Form) {
        self.name = name
        self.form = form
    }

    /// Identifies a candidate within its inbox. A folder and loose files may have the same name, so the form belongs to
    /// it; the name is kept as bytes, because two different names may read the same.
    struct Key: Hashable {
        let isFolder: Bool
        let name: [UInt8]
    }

    var key: Key { Key(isFolder: form == .folder, name: Array(name.utf8)) }

    /// The candidate's names in the inbox.
    public var entries: [String] {
        switch form {
        case .folder: [name]
        case .loose(let files): files
        }
    }

    /// The file that a loose bundle still lacks; nil if it is complete, or a folder, whose contents the listing of an
    /// inbox does not tell.
    ///
    /// - Parameter hasDefaultCheckpoint: whether the inbox has a checkpoint of its own for loose datasets.
    func missing(hasDefaultCheckpoint: Bool) -> Missing? {
        guard case .loose(let files) = form else { return nil }
        var contents = FolderContents()
        for file in files { contents.add(file[...]) }
        return contents.missing(hasDefaultCheckpoint: hasDefaultCheckpoint)
    }

    enum Missing: Equatable {
        case dataset, checkpoint, architecture
    }
}

/// The entries of an inbox, except claims and ignored names.
struct InboxListing {
    /// Folders, and loose files grouped by stem, in byte-wise order of their names.
    private(set) var candidates: [Candidate] = []
    /// Entries that are neither, each with the reason.
    private(set) var odd: [(name: String, reason: String)] = []
    /// Names that are not UTF-8, escaped.
    private(set) var foreign: [String] = []

    init(_ look: InboxLook) {
        foreign = look.foreign
        odd = look.troubled
        var loose: [String: [String]] = [:]
        for entry in look.visible {
            let name = entry.name
            switch entry.status.kind {
            case .folder: candidates.append(Candidate(name: name, form: .folder))
            case .file:
                if let file = LooseFile(name) {
                    loose[file.stem, default: []].append(name)
                } else {
                    odd.append((name, "is no dataset, checkpoint or job file by its name"))
                }
            case .link: odd.append((name, "is a symbolic link: links are never followed"))
            case .other: odd.append((name, "is a device, pipe or socket"))
            }
        }
        candidates += loose.map { Candidate(name: $0.key, form: .loose($0.value)) }
        candidates.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
