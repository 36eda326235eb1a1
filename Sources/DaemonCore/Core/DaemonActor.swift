// SPDX-License-Identifier: Apache-2.0

/// Where the daemon decides, one thing at a time. Whatever may take long runs on another thread and reports back here.
@globalActor package actor DaemonActor {
    package static let shared = DaemonActor()
}
