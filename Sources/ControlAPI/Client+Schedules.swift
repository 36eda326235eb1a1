// SPDX-License-Identifier: Apache-2.0
import Base

extension Client {
    /// All schedules, in the order of their names, each with its latest tick.
    public func schedules() async throws -> [ScheduleReport] {
        let answer: SchedulesAnswer = try await call("/v1/schedules")
        return answer.schedules
    }

    /// A schedule with its latest 20 ticks.
    ///
    /// - Throws: `not-found`.
    public func schedule(_ name: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call(Self.path(name))
        return answer.schedule
    }

    /// Adds a schedule, or gives an existing one these settings if the request says so. It never fires at once.
    ///
    /// - Throws: `wrong-state` if the name is taken or its owner has 50 schedules; `bad-request` for unusable settings;
    ///   `not-permitted` if the job, folder or replaced schedule is somebody else's.
    public func add(_ schedule: ScheduleRequest) async throws -> ScheduleReport {
        let query = [
            "name": schedule.name, "cron": schedule.cron, "tz": schedule.timeZone, "job": schedule.job,
            "source": schedule.source, "inbox": schedule.inbox, "missed": schedule.missed,
            "overlap": schedule.overlap, "jitter": schedule.jitter.map { String($0) },
            "seed": schedule.keepsSeed ? "keep" : nil, "replace": schedule.replaces ? "1" : nil,
        ]
        let answer: ScheduleAnswer = try await call("/v1/schedules", query, method: .POST)
        return answer.schedule
    }

    /// When a schedule is due next.
    ///
    /// - Parameter count: 1…1000 ticks.
    /// - Throws: `not-found`; `bad-request` for another count.
    public func nextTicks(of schedule: String, count: Int) async throws -> NextTicksAnswer {
        try await call(Self.path(schedule) + "/next", ["count": String(count)])
    }

    /// Applies a verb to a schedule. `run-now` answers only when the job exists, so the call waits up to 3600 seconds.
    ///
    /// - Parameter verb: `run-now`, `pause` or `resume`.
    /// - Throws: `wrong-state` if the schedule has run this minute, is paused already, or is not paused; `not-found`.
    public func change(_ schedule: String, _ verb: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call("\(Self.path(schedule))/\(verb)", method: .POST, patience: 3600)
        return answer.schedule
    }

    /// Removes a schedule; its jobs and results stay.
    ///
    /// - Returns: the schedule as it was.
    /// - Throws: `not-found`.
    public func remove(schedule: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call(Self.path(schedule), method: .DELETE)
        return answer.schedule
    }

    private static func path(_ schedule: String) -> String { "/v1/schedules/" + schedule.percentEncoded }
}
