// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CLinux
import Glibc

/// A child that has one HDF5 file open and answers requests until it is ended.
///
/// The child is not trusted: no answer is longer than its request allows, and none is awaited beyond the deadline.
final class HDF5Process {
    let pid: Int32
    private let channel: MessageChannel
    private let descriptor: Descriptor
    private let file: InputFile
    private let reader: HDF5Reader
    private var hasEnded = false

    /// - Throws: `Failure` (environment) if the program cannot be started.
    init(_ reader: HDF5Reader, _ file: InputFile, limits: Limits) throws {
        var child = uaed_reader()
        let memory = UInt(HDF5Reader.memory(file.size, limits))
        let error = reader.start(memory: memory, file, &child)
        guard error == 0 else {
            throw Failure(
                .environment, code: "cannot-start", "\(reader.name) cannot be started to read HDF5",
                hint: "check that the program exists, and how many processes this user may have: ulimit -u",
                cause: String(cString: strerror(error)))
        }
        pid = child.pid
        descriptor = Descriptor(child.channel)
        channel = MessageChannel(descriptor: child.channel, deadline: SuspendingClock.now + reader.patience)
        (self.file, self.reader) = (file, reader)
    }

    deinit { end() }

    /// Kills the child at once; it holds nothing that could be lost.
    func end() {
        if !hasEnded { _ = reader.end(pid, within: 0) }
        hasEnded = true
    }

    /// The answer to `request`; nil if the file holds nothing of the kind.
    ///
    /// - Throws: `Failure`: refused if the file is damaged, or the failure of an ``HDF5Ending`` if the child ends.
    func ask<Element: BitwiseCopyable>(_ request: HDF5Request, _: Element.Type) throws -> [Element]? {
        do {
            guard !hasEnded else { throw MessageChannel.Trouble.closed }
            try request.send(over: channel)
            return try answer(limit: request.limit)
        } catch let trouble as MessageChannel.Trouble {
            throw ending(trouble)
        }
    }

    private func answer<Element: BitwiseCopyable>(limit: Int) throws -> [Element]? {
        let head = try channel.receive(2, of: UInt64.self)
        let (width, length) = (MemoryLayout<Element>.stride, Int(clamping: head[1]))
        switch HDF5Answer(rawValue: head[0]) {
        case .nothing where length == 0: return nil
        case .found where length <= limit && length % width == 0:
            return try channel.receive(length / width, of: Element.self)
        case .malformed where length < 1 << 16:
            let what = try channel.receive(length, of: UInt8.self)
            throw HDF5File.malformed(String(decoding: what, as: UTF8.self))
        default:
            end()
            throw HDF5Ending.nonsense.failure(reader)
        }
    }

    /// A child that has closed its end of the channel has one second to exit; a late child is killed at once.
    private func ending(_ trouble: MessageChannel.Trouble) -> Failure {
        guard !hasEnded else { return HDF5Ending.nonsense.failure(reader) }
        hasEnded = true
        let status = reader.end(pid, within: trouble == .late ? 0 : 1000)
        return HDF5Ending(status, isLate: trouble == .late, isShorter: file.isShorterNow).failure(reader)
    }
}
