// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation
import JobRecords
import Jobs

extension Daemon {
    /// Seconds that a worker has to go when its job is cancelled, before it is killed.
    private static let grace = Duration.milliseconds(1000)

    /// Beside the turns, in portions: others who ask meanwhile do not wait for thousands of jobs.
    package func jobs(state: String?, before: Int?, limit: Int) async throws -> [JobReport] {
        if let state, JobState(rawValue: state) == nil {
            let words = JobState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ErrorReport("bad-request", "there is no state '\(state)'", hint: "states: \(words)")
        }
        let wanted = state.flatMap(JobState.init)
        return try await Background.run { [snapshot] in
            Result { try snapshot.jobs(in: wanted, before: before ?? .max, limit: limit) }
        }.get()
    }

    package func cancel(_ number: Int) async throws -> JobReport {
        let job = try record(number)
        guard !job.state.isFinal else { throw Self.wrongState(job) }
        while starting[number] != nil || publishing.contains(number) { await nextChange(within: .seconds(1)) }
        if running[number] == nil {
            try await awaitLeftover(job)
            try cancelWithoutWorker(number)
        } else {
            running[number]?.isCancelled = true
            await endWorker(of: number)
        }
        incomplete[number] = nil
        announce()
        wake()
        let after = try record(number)
        guard after.state == .cancelled else { throw Self.wrongState(after) }
        return report(after)
    }

    /// The rename decides: what an earlier daemon had published is published.
    private func cancelWithoutWorker(_ number: Int) throws {
        guard let job = try ledger.job(number), !job.state.isFinal, running[number] == nil else { return }
        if try life.publication(of: job) != nil {
            _ = try life.recover(job)
        } else {
            _ = try life.end(job, .cancelled)
        }
    }

    static func wrongState(_ job: JobRecord) -> ErrorReport {
        ErrorReport("wrong-state", "job \(job.number) (\(job.name)) is \(job.state.rawValue) already")
    }

    /// Its end is written down when this returns, unless the disk is full.
    func endWorker(of number: Int) async {
        running[number]?.end()
        let deadline = ContinuousClock.now + Self.grace
        while running[number] != nil, ContinuousClock.now < deadline {
            await nextChange(within: deadline - .now)
        }
        running[number]?.worker.signal(SIGKILL)
        while running[number] != nil { await nextChange(within: .seconds(1)) }
    }

    /// At most `limit` of them.
    package func events(since: Int, job: Int?, wait: Duration, limit: Int = 1000) async throws -> EventsAnswer {
        let deadline = ContinuousClock.now + wait
        while true {
            let events = try ledger.events(after: since, of: job, limit: limit)
            let newest = try ledger.lastEvent()
            if !events.isEmpty || since > newest || ContinuousClock.now >= deadline || isStopping || Task.isCancelled {
                let kept = try ledger.firstEvent().map { $0 - 1 } ?? newest
                // A number from a ledger that is no more: go on from the newest.
                let next = events.last?.sequence ?? (job == nil ? newest : min(max(since, kept), newest))
                return EventsAnswer(
                    events: events.map(EventReport.init), next: next, gap: since > newest || since < kept)
            }
            await nextChange(within: deadline - .now)
        }
    }

    /// At most 64 KiB; without an offset the last ones.
    package func log(of job: JobRecord, from offset: Int?) throws -> LogAnswer {
        let length = try life.disk.status(job.folder.log)?.bytes ?? 0
        let size = 64 * 1024
        let from = min(offset ?? max(0, length - size), length)
        let bytes = Self.wholeCharacters(try life.disk.read(job.folder.log, from: from, atMost: size) ?? [])
        let next = from + bytes.count
        return LogAnswer(
            job: job.number, offset: from, next: next, text: String(decoding: bytes, as: UTF8.self),
            complete: job.state.isFinal && next >= length)
    }

    /// Without the beginning of a character at the end, whose rest comes with the next part.
    private static func wholeCharacters(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let rest = bytes.suffix(3)
        guard let lead = rest.lastIndex(where: { $0 & 0xC0 == 0xC0 }) else { return bytes[...] }
        let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : 2
        return lead > 0 && bytes.count - lead < length ? bytes[..<lead] : bytes[...]
    }

    package func rescan() {
        rescanAsked = true
        wake()
    }

    package var doctor: Doctor {
        Doctor(
            configuration: configuration, ledger: ledger, disk: life.disk,
            works: Set(intakes.map(\.inbox.work)).sorted { $0.path < $1.path }, watches: watcher?.watches ?? 0,
            degraded: complaints)
    }

    var complaints: [String] {
        (configurationTrouble.map { [$0] } ?? []) + degraded.sorted { $0.key < $1.key }.map(\.value)
    }

    package func status() throws -> StatusReport {
        let counts = try ledger.counts()
        return StatusReport(
            version: Release.version, pid: Int(getpid()), started: started, configuration: configuration.file,
            state: configuration.state, socket: configuration.socket, inboxes: intakes.map(report),
            jobs: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
            threads: configuration.threads, maxRunningJobs: configuration.maxRunningJobs,
            lastEvent: try ledger.lastEvent(), lastScan: lastScan.map(clock.shown),
            nextScan: lastScan.map { clock.shown($0 + configuration.rescan) }, overflows: overflows, rescans: rescans,
            degraded: complaints, usage: usage, pause: pause.map(PauseReport.init), refusedRequests: refusals.counts)
    }
}
