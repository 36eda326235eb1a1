// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Checkpoints
import Durability
import Glibc
import Pipeline

/// What stays within a worker's reach when it begins to read bytes of strangers. Closed while there is one thread.
struct Cage {
    /// Files and folders, links followed: who starts a worker says where they lie.
    var reading: [String] = []
    var writing: [String] = []
    /// A published result in it, which the bundle's settings may name, is read too.
    var outbox: String?

    /// Looks ahead, starts this process again where its libraries must be loaded otherwise, starts what makes readers, and
    /// closes.
    ///
    /// - Parameter outline: run in a child, in a cage like this one.
    /// - Throws: fault, where there are several threads already.
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

    /// - Parameter earlier: the name of a result in the outbox.
    func shut(_ earlier: String? = nil) throws {
        var (cage, places): (uaed_cage, [Int32]) = (.rehearsed(), [])
        // What is not there is missed by whoever wants to read it, who says so.
        func add(_ path: String, _ flags: Int32 = 0, isWritable: Bool = false) {
            let place = uaed_open_place(path, flags)
            if place >= 0, uaed_cage_add(&cage, place, isWritable ? 1 : 0) == 0 { places.append(place) }
        }
        for path in Self.facts + reading { add(path) }
        for path in writing { add(path, O_DIRECTORY, isWritable: true) }
        if let outbox, let earlier { add("\(outbox)/\(earlier)", O_DIRECTORY | O_NOFOLLOW) }
        defer { places.forEach { _ = Glibc.close($0) } }
        // Libraries that look at files of their own when they are first used.
        _ = SHA256Hasher.digest(of: [])
        var parts = uaed_parts()
        // What this kernel lacks is said by uaed's start and by its doctor.
        _ = uaed_cage_close(&cage, &parts)
        try Self.check(parts)
    }

    /// Dispatch looks whether its threads run (`/proc/THREAD/stat`, a new place for each), the estimate of memory at this process,
    /// Foundation at how many processors there are. Of other processes' `/proc` only what everybody may read: landlock keeps
    /// memory, environment and descriptors from whoever may not trace them.
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
    /// - Parameter writing: folders.
    init(_ request: BundleRequest, writing: [String] = []) {
        self.init(reading: [request.bundle], writing: writing, outbox: request.outbox)
        if let defaults = request.defaults { reading.append(defaults) }
        if let checkpoint = request.checkpoint { reading.append(Self.place(ofCheckpoint: checkpoint)) }
    }

    /// Data that an ONNX file leaves to others lies beside it, under any name.
    static func place(ofCheckpoint path: String) -> String {
        guard path.lowercased().hasSuffix(".onnx") else { return path }
        return path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
    }
}
