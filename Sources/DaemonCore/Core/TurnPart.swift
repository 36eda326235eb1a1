// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The time of a turn, by both clocks.
struct Moment: Sendable {
    /// By ``SteadyClock``.
    let steady: Date
    /// By the wall clock, which schedules, pauses and the ledger go by.
    let wall: Date
}

/// A part of the daemon. It owns its state, says when it must be called next, and does what is due when it is called.
@DaemonActor protocol TurnPart: AnyObject {
    /// Does what is due. It must be short, because the control socket waits for it.
    func tick(_ now: Moment)

    /// The seconds until something is due; nil if nothing is. A part whose work runs on another thread has a turn made at
    /// the end of that work, and answers nil until then.
    func delay(after now: Moment) -> Double?

    /// Takes over the settings that a reload has changed.
    func reload()

    /// Begins the end of everything that the part has running.
    func stop()

    /// True while the part has something running that an orderly stop waits for.
    var isBusy: Bool { get }

    /// Ends what is left when the time for an orderly stop is over.
    func kill()
}

extension TurnPart {
    func delay(after now: Moment) -> Double? { nil }
    func reload() {}
    func stop() {}
    var isBusy: Bool { false }
    func kill() {}
}

extension Collection<Date> {
    /// The seconds from `now` to the earliest; nil if there is none.
    func delay(after now: Date) -> Double? { self.min().map { $0.timeIntervalSince(now) } }
}
