// SPDX-License-Identifier: Apache-2.0
import ControlServer
import DaemonCore
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs the daemon from its first scan to an orderly stop.
struct DaemonService: Service {
    let daemon: Daemon

    func run() async throws {
        try await daemon.start()
        try? await gracefulShutdown()
        await daemon.stop()
    }
}

/// Reads the configuration again at each SIGHUP.
struct ReloadService: Service {
    let daemon: Daemon

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await daemon.reload()
        }
    }
}

/// Asks the loops for a turn at each interval if a service manager watches them. The loops report their turns
/// themselves (``Pulse``), so a loop that hangs is noticed although this timer runs.
struct WatchdogService: Service {
    let daemon: Daemon
    let server: ControlServer
    let interval: Duration?

    func run() async throws {
        guard let interval else {
            try? await gracefulShutdown()
            return
        }
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: interval)
                server.askForTurn()
                daemon.wake()
            }
        }
    }
}
