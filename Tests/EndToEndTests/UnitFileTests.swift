// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The systemd units, held against systemd's own judgement.
@Suite(.timeLimit(.minutes(30))) struct UnitFileTests {
    private static let folder = Programs.repository.appending(path: "systemd")
    private static let analyze = "/usr/bin/systemd-analyze"
    private static let isThere = FileManager.default.isExecutableFile(atPath: analyze)

    /// The unit with the program that the build has made.
    private func unit(_ name: String, in folder: URL) throws -> String {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let copy = folder.appending(path: (name as NSString).lastPathComponent)
        try text.replacing("/usr/bin/uaed", with: Programs.path("uaed")).write(
            to: copy, atomically: true, encoding: .utf8)
        return copy.path
    }

    @Test(
        .enabled(if: isThere),
        arguments: [
            (["uaed.service", "uaed.socket"], "--system"), (["user/uaed.service"], "--user"),
        ])
    func systemdFindsNothingWrong(_ names: [String], _ manager: String) throws {
        let scratch = try Scratch.folder()
        let units = try names.map { try unit($0, in: scratch) }
        let found = try run(
            [Self.analyze, manager, "verify", "--man=no", "--recursive-errors=no"] + units,
            environment: ["XDG_RUNTIME_DIR": scratch.path])
        #expect(found.status == 0 && found.output.isEmpty && found.errors.isEmpty, "\(found)")
    }

    /// 1.5 of 10, on systemd's scale of exposure.
    @Test(.enabled(if: isThere)) func exposureIsLow() throws {
        let unit = try unit("uaed.service", in: Scratch.folder())
        let found = try run([Self.analyze, "security", "--offline=yes", "--threshold=15", unit])
        let line = found.output.split(separator: "\n").last { $0.contains("Overall exposure level") }
        print("systemd-analyze security:", try #require(line, "\(found)"))
        #expect(found.status == 0, "\(found)")
    }

    /// Every line that takes something from the service says why.
    @Test func everyHardeningLineHasItsReason() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "uaed.service"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("ProtectSystem=") })
        var reasoned = false
        for line in lines[(start - 1)...].prefix(while: { !$0.hasPrefix("[Install]") }) {
            // A reason holds for the lines below it, until an empty one.
            reasoned = line.hasPrefix("#") || (reasoned && !line.isEmpty)
            #expect(reasoned || line.isEmpty, "\(line)")
        }
    }

    /// systemd-sysusers and systemd-tmpfiles make the group's inbox and outbox, below a root of our own.
    @Test(.enabled(if: isThere && getuid() == 0)) func inboxAndOutboxAreTheGroups() throws {
        let root = try Scratch.folder()
        try FileManager.default.createDirectory(at: root.appending(path: "etc"), withIntermediateDirectories: true)
        for (program, name) in [("systemd-sysusers", "sysusers.d"), ("systemd-tmpfiles", "tmpfiles.d")] {
            let file = Self.folder.appending(path: "\(name)/uaed.conf").path
            let options = program == "systemd-tmpfiles" ? ["--create"] : []
            let made = try run(["/usr/bin/\(program)", "--root=\(root.path)"] + options + [file])
            #expect(made.status == 0, "\(made)")
        }
        let groups = try String(contentsOf: root.appending(path: "etc/group"), encoding: .utf8)
        let fields = try #require(groups.split(separator: "\n").first { $0.hasPrefix("uaed:") }).split(separator: ":")
        for (name, mode) in [("inbox", 0o2775), ("outbox", 0o2775), ("state", 0o700)] {
            let path = root.appending(path: "var/lib/uaed/\(name)").path
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
            #expect(attributes[.groupOwnerAccountID] as? Int == Int(fields[2]), "\(name)")
        }
    }
}
