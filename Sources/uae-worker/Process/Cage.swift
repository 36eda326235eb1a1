// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CLinux
import Checkpoints
import Durability
import Glibc
import Pipeline

/// The paths that stay within a worker's reach when it begins to read untrusted bytes. The cage must be closed while
/// the process has one thread.
struct Cage {
    /// Files and folders to read. Links are followed, because these paths come from the process that starts the worker.
    var reading: [String] = []
    /// Folders below which files may be made, written, renamed and removed.
    var writing: [String] = []
    /// The outbox. A published result in it that the bundle's settings name may be read too.
    var outbox: String?

    /// Reads the outline, executes this process again if its libraries must be loaded otherwise, starts the fork server
    /// of HDF5 readers, and closes the cage.
    ///
    /// - Parameter outline: reads the outline; it runs in a child, in a cage like this one.
    /// - Throws: `Failure`, fault, if the process has several threads.
    func close(lookingAhead outline: (() throws -> Outline)? = nil) throws {
        Restart.alone()
        var earlier: String?
        if let outline, let found = Scout.ask(in: self, outline) {
            Restart.computing(found.arithmetic)
            earlier = found.earlier
        }
        _ = HDF5Reader.forked
        try shut(earlier)
    }

    /// Closes the cage.
    ///
    /// - Parameter earlier: the name of a result in the outbox that may be read; nil: none.
    /// - Throws: `Failure`, fault, if the process has several threads.
    func shut(_ earlier: String? = nil) throws {
        var (cage, places): (uaed_cage, [Int32]) = (.rehearsed(), [])
        // A missing path is skipped here; the code that wants to read it reports it.
        func add(_ path: String, _ flags: Int32 = 0, isWritable: Bool = false) {
            let place = uaed_open_place(path, flags)
            if place >= 0, uaed_cage_add(&cage, place, isWritable ? 1 : 0) == 0 { places.append(place) }
        }
        for path in Self.facts + reading { add(path) }
        for path in writing { add(path, O_DIRECTORY, isWritable: true) }
        if let outbox, let earlier { add("\(outbox)/\(earlier)", O_DIRECTORY | O_NOFOLLOW) }
        defer { places.forEach { _ = Glibc.close($0) } }
        // The cryptographic library reads files of its own at its first use.
        _ = SHA256Hasher.digest(of: [])
        var parts = uaed_parts()
        // uaed reports at its start, and in its doctor's checks, what this kernel lacks.
        _ = uaed_cage_close(&cage, &parts)
        try Self.check(parts)
    }

    /// Facts about the machine that libraries read. Dispatch checks whether its threads run (`/proc/THREAD/stat`, a new
    /// path for each), the estimate of memory reads this process's own entries, and Foundation reads the number of
    /// processors. Of other processes' `/proc` only the public entries can be read: landlock denies memory, environment
    /// and descriptors to a process that may not trace them.
    private static let facts = [
        "/proc", "/sys/devices/system/cpu/online", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "/sys/fs/cgroup/cpuset/cpuset.cpus",
    ]

    private static func check(_ parts: uaed_parts) throws {
        guard parts.tasks == 1 else {
            throw Failure(
                .fault, code: "threads", "there are \(parts.tasks) threads before any byte was read, one is expected",
                hint: "OPENBLAS_NUM_THREADS=1 keeps OpenBLAS from making some; what else is preloaded? env | grep LD_")
        }
    }
}

extension Cage {
    /// A cage for a bundle: its folder, defaults, checkpoint and outbox.
    ///
    /// - Parameter writing: folders that may be written to.
    init(_ request: BundleRequest, writing: [String] = []) {
        self.init(reading: [request.bundle], writing: writing, outbox: request.outbox)
        if let defaults = request.defaults { reading.append(defaults) }
        if let checkpoint = request.checkpoint { reading.append(Self.place(ofCheckpoint: checkpoint)) }
    }

    /// The path that makes a checkpoint readable: for ONNX its folder, because a file's external data lies beside it
    /// under any name.
    static func place(ofCheckpoint path: String) -> String {
        guard CheckpointFormat(path) == .onnx else { return path }
        return path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
    }
}
