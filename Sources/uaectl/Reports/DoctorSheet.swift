// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `uaectl doctor`: a line for each check; a failed one is followed by the command that repairs it.
struct DoctorSheet {
    private var sheet = Sheet()
    var lines: [String] { sheet.lines }

    init(_ report: DoctorReport) {
        for check in report.checks {
            sheet.add(check.name, (check.ok ? "ok: " : "! ") + check.message, style: check.ok ? .plain : .red)
            if let hint = check.hint { sheet.add(below: "hint: \(hint)", style: .bold) }
        }
        let wrong = report.checks.count { !$0.ok }
        sheet.add(line: wrong == 0 ? "nothing is wrong" : "\(wrong) of \(report.checks.count) checks need you")
    }
}
