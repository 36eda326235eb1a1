// SPDX-License-Identifier: Apache-2.0
/// Answers of the daemon, written by hand as the socket has them.
enum Documents {
    static let version = version(major: 1)

    static func version(major: Int) -> String {
        #"{"schema":1,"protocol":{"major":\#(major),"minor":4},"version":"0.9.1","capabilities":["jobs","time-travel"]}"#
    }

    static func error(_ code: String, _ message: String, hint: String? = nil) -> String {
        let hint = hint.map { #","hint":"\#($0)""# } ?? ""
        return #"{"error":{"code":"\#(code)","message":"\#(message)"\#(hint)}}"#
    }

    /// - Parameters:
    ///   - name: JSON text without its quotation marks.
    ///   - more: further members, each with a comma before it.
    static func job(_ number: Int = 17, _ name: String = "fashion", _ state: String = "running", _ more: String = "")
        -> String
    {
        """
        {"number":\(number),"name":"\(name)","inbox":"demo","state":"\(state)","warnings":[],"priority":0,
        "arrival":"renamed-in","deaths":0,"owner":{"uid":1000,"user":"ada"},
        "times":{"claimed":"2026-11-24T08:00:00.000Z","started":"2026-11-24T08:00:10.000Z"},
        "paths":{"claim":"/in/\(name).job\(number).claimed","result":"/out/\(name)","log":"/out/.uaed/log"}\(more)}
        """
    }

    static func answer(job: String) -> String { #"{"schema":1,"job":\#(job)}"# }

    static func answer(jobs: [String]) -> String { #"{"schema":1,"jobs":[\#(jobs.joined(separator: ","))]}"# }

    static func progress(_ done: Int, of total: Int) -> String {
        #","progress":{"done":\#(done),"total":\#(total),"chunks_done":0,"chunks":4,"rate":20.5,"eta":12}"#
    }

    static let summary =
        #","summary":{"samples":1000,"successes":984,"unchanged":1,"failed":16,"skipped":0,"asr":0.984,"mean_l2":1.25}"#

    static let failure = """
        ,"reason":"refused","failure":{"kind":"refused","code":"ragged-row","message":"this row has 79 cells, not 78",
        "hint":"sed -n 5p data.csv","file":"data.csv","row":5}
        """

    static func status(
        inboxes: String = "", jobs: String = "", lastEvent: Int = 10, lastScan: String? = nil, degraded: String = ""
    ) -> String {
        let scan = lastScan.map { #","last_scan":"\#($0)""# } ?? ""
        return """
            {"schema":1,"version":"0.9.1","pid":4711,"started":"2026-11-24T08:00:00.000Z","state":"/var/lib/uaed/state",
            "socket":"/run/uaed/uaed.sock","inboxes":[\(inboxes)],"jobs":{\(jobs)},"threads":2,"max_running_jobs":1,
            "last_event":\(lastEvent),"overflows":0,"rescans":3,"degraded":[\(degraded)]\(scan)}
            """
    }

    static func inbox(_ name: String, _ path: String, pending: String = "") -> String {
        #"{"name":"\#(name)","path":"\#(path)","outbox":"/out","watches":3,"pending":[\#(pending)]}"#
    }

    static func pending(_ name: String, _ state: String, _ reason: String) -> String {
        #"{"name":"\#(name)","path":"/in/\#(name)","state":"\#(state)","reason":"\#(reason)"}"#
    }

    static func event(_ sequence: Int, _ kind: String, _ more: String = "") -> String {
        """
        {"sequence":\(sequence),"time":"2026-11-24T08:00:\(sequence).000Z","kind":"\(kind)","job":17,"name":"fashion"\
        \(more)}
        """
    }

    static func answer(events: [String] = [], next: Int, gap: Bool = false) -> String {
        #"{"schema":1,"events":[\#(events.joined(separator: ","))],"next":\#(next),"gap":\#(gap)}"#
    }
}
