// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// The plan in the job folder: inspection freezes it, and every run goes by it.
extension JobRun {
    /// Makes the plan of an inspected bundle durable, with the stamps of its inputs. Chunks and the result of another
    /// plan are of no use and are removed.
    ///
    /// - Returns: SHA-256 of `plan.json`.
    public func freeze(_ plan: Plan, inputs: [StampedInput]) throws -> String {
        try disk.makeFolders(folder.path)
        return try withExtendedLifetime(lock { false }) {
            let frozen = try FrozenPlan.read(folder.plan, disk: disk)
            if frozen?.plan != plan {
                for path in [folder.chunks, folder.result] { try disk.removeTree(path) }
            }
            try keep(inputs)
            return try freeze(plan, over: frozen).digest
        }
    }

    /// The plan of a run that has begun; nil if none has.
    public func frozenPlan() throws -> Plan? { try FrozenPlan.read(folder.plan, disk: disk)?.plan }

    /// Why a job without a plan is not computed.
    public var absentPlan: Failure {
        Failure(
            .environment, code: "no-plan", "the job's folder holds no plan", hint: "uaed inspects the bundle again",
            file: folder.plan)
    }

    /// Keeps the stamps of the plan's inputs. They are not durable, because whoever does not find them hashes the inputs.
    public func keep(_ inputs: [StampedInput]) throws { try StampList.write(inputs, to: folder.inputs, disk: disk) }

    /// The inputs that were hashed, with their stamps; empty if that is not known.
    public func stampedInputs() throws -> [StampedInput] { try StampList.read(folder.inputs, disk: disk) }

    /// Makes the plan durable unless it is.
    func freeze(_ plan: Plan, over frozen: FrozenPlan?) throws -> FrozenPlan {
        if let frozen, frozen.plan == plan, try disk.status(folder.chunks) != nil { return frozen }
        let fresh = try FrozenPlan(plan)
        // The folder's name becomes durable with the plan's.
        if try disk.status(folder.chunks) == nil { try disk.makeFolder(folder.chunks) }
        try disk.writeDurably(fresh.bytes, to: folder.plan)
        return fresh
    }
}
