// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Testing

/// Where uaectl looks for the daemon.
@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    private func sockets(_ option: String? = nil, _ environment: [String: String] = [:]) -> [String] {
        Client.sockets(option: option, environment: environment, uid: 1000)
    }

    @Test func ownThenSystems() {
        #expect(sockets() == ["/run/user/1000/uaed/uaed.sock", "/run/uaed/uaed.sock"])
        #expect(sockets(nil, ["XDG_RUNTIME_DIR": "/run/ada"]) == ["/run/ada/uaed/uaed.sock", "/run/uaed/uaed.sock"])
    }

    /// The XDG specification: a relative path is invalid and to be ignored.
    @Test func relativeRuntimeFolderIsIgnored() {
        #expect(sockets(nil, ["XDG_RUNTIME_DIR": "run"])[0] == "/run/user/1000/uaed/uaed.sock")
    }

    @Test func theOneAskedForIsTheOnlyOne() {
        #expect(sockets(nil, ["UAED_SOCKET": "/a"]) == ["/a"])
        #expect(sockets("/b", ["UAED_SOCKET": "/a"]) == ["/b"])
        #expect(sockets(nil, ["UAED_SOCKET": ""]).count == 2)
    }
}
