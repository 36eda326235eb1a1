// SPDX-License-Identifier: Apache-2.0
extension Client {
    public func schedules() async throws -> [ScheduleReport] {
        let answer: SchedulesAnswer = try await call("/v1/schedules")
        return answer.schedules
    }

    public func schedule(_ name: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call(Self.path(name))
        return answer.schedule
    }

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

    public func nextTicks(of schedule: String, count: Int) async throws -> NextTicksAnswer {
        try await call(Self.path(schedule) + "/next", ["count": String(count)])
    }

    /// - Parameter verb: `run-now`, `pause`, `resume`.
    public func change(_ schedule: String, _ verb: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call("\(Self.path(schedule))/\(verb)", method: .POST, patience: 3600)
        return answer.schedule
    }

    /// - Returns: as it was.
    public func remove(schedule: String) async throws -> ScheduleReport {
        let answer: ScheduleAnswer = try await call(Self.path(schedule), method: .DELETE)
        return answer.schedule
    }

    private static func path(_ schedule: String) -> String { "/v1/schedules/" + encoded(schedule) }
}
