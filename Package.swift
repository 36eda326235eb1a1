// swift-tools-version:6.1
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// TOMLKit imports Foundation. Without this, Foundation's members are found in every file, and one such call links all of it.
let ownImports: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "uaed",
    products: [
        .executable(name: "uaed", targets: ["uaed"]),
        .executable(name: "uaectl", targets: ["uaectl"]),
        .executable(name: "uae-worker", targets: ["uae-worker"]),
        .executable(name: "uaed-watch", targets: ["uaed-watch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C: module maps and the thinnest shims over Debian's libraries.
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
        .target(name: "CCSV", linkerSettings: [.linkedLibrary("csv")]),
        .target(name: "CLinux"),
        .target(name: "Kernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),

        // The numerics.
        .target(name: "Tensors", dependencies: ["Kernels", "COpenBLAS"]),
        .target(name: "Models", dependencies: ["Tensors", "Base"]),
        .target(name: "Training", dependencies: ["Models", "Tensors", "Base"]),
        .target(name: "Checkpoints", dependencies: ["Models", "Tensors", "Bundles", "Base", "CLinux", "CZlib"]),
        .target(name: "HDF5Reading", dependencies: ["Checkpoints", "CHDF5", "CLinux"]),
        .target(name: "Attacks", dependencies: ["Models", "Tensors", "Kernels"]),

        // The bundle's way from inbox to outbox.
        .target(name: "Base"),
        .target(name: "Bundles", dependencies: ["Base", "CLinux"]),
        .target(name: "Schedules", dependencies: ["Base"]),
        .target(name: "Durability", dependencies: ["Bundles", "Base", "CCrypto", "CLinux"]),
        .target(name: "Datasets", dependencies: ["Bundles", "Base", "CPNG", "CZlib", "CCSV"]),
        .target(name: "JobRecords", dependencies: ["Bundles", "Durability", "Base"]),
        .target(name: "Jobs", dependencies: ["JobRecords", "Bundles", "Durability", "Base", "CLinux"]),
        .target(
            name: "Pipeline",
            dependencies: [
                "Attacks", "Checkpoints", "Datasets", "Models", "Tensors", "Jobs", "JobRecords", "Bundles",
                "Durability",
                "Base",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: ownImports),
        .target(
            name: "Ledger", dependencies: ["Jobs", "JobRecords", "Base", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "ControlAPI",
            dependencies: [
                "Base",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),

        // The daemon without its program: a test drives it in one process.
        .target(
            name: "DaemonCore",
            dependencies: [
                "ControlAPI", "Jobs", "JobRecords", "Bundles", "Ledger", "Schedules", "Durability", "Base", "CLinux",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        .target(
            name: "ControlServer",
            dependencies: [
                "DaemonCore", "ControlAPI", "JobRecords", "Ledger", "Base", "CLinux",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // The programs.
        .executableTarget(
            name: "uaed",
            dependencies: [
                "DaemonCore", "ControlServer", "ControlAPI", "Base", "CLinux",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "uaectl",
            dependencies: [
                "Bundles", "ControlAPI", "Base", "CLinux",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "uae-worker",
            dependencies: [
                "Pipeline", "Checkpoints", "HDF5Reading", "Jobs", "JobRecords", "Bundles", "Durability", "Base",
                "CLinux",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: ownImports),

        // GPL-2.0-only, as its one library is: in C, with nothing of the other targets in it, nor of Swift's runtime.
        .executableTarget(
            name: "uaed-watch",
            linkerSettings: [
                .linkedLibrary("inotifytools"), .unsafeFlags(["-nostartfiles"]),
            ]),

        // What `make bench` runs beside its peers.
        .target(name: "Allocations", path: "Benchmarks/Allocations"),
        .target(name: "PeakMeasure", path: "Benchmarks/Peak", cSettings: [.unsafeFlags(["-O3"])]),
        .executableTarget(
            name: "uae-bench",
            dependencies: [
                "Attacks", "Training", "Checkpoints", "Datasets", "Models", "Tensors", "Kernels", "PeakMeasure",
                "Allocations",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Engine"),

        // What several test targets need.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "BaseTests", dependencies: ["Base"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors", "Kernels"]),
        .testTarget(name: "ModelsTests", dependencies: ["Models", "Tensors", "Base"]),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "Models", "Tensors", "Kernels", "Base"]),
        // uae-worker: what Keras's weights are read with.
        .testTarget(
            name: "CheckpointsTests",
            dependencies: ["Checkpoints", "uae-worker", "Models", "Tensors", "Bundles", "Base", "TestSupport"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Checkpoints", "Models", "Tensors", "Bundles", "Base", "TestSupport"],
            exclude: ["cases.txt", "cases-older.txt", "fetch"]),
        .testTarget(name: "AttacksTests", dependencies: ["Attacks", "Models", "Tensors", "Kernels"]),
        // Real checkpoints on real data: the paper's statistics.
        .testTarget(
            name: "PaperTests",
            dependencies: ["Attacks", "Checkpoints", "Datasets", "Models", "Tensors", "uae-bench", "TestSupport"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "CLinux", "Base"]),
        .testTarget(name: "BundlesTests", dependencies: ["Bundles", "CLinux", "Base"]),
        .testTarget(name: "SchedulesTests", dependencies: ["Schedules", "Base"]),
        .testTarget(name: "DurabilityTests", dependencies: ["Durability", "Base"]),
        .testTarget(
            name: "JobsTests",
            dependencies: [
                "Jobs", "JobRecords", "Bundles", "Ledger", "Durability", "Base", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "uae-worker", "Attacks", "Datasets", "Models", "Tensors", "Jobs", "JobRecords",
                "Durability",
                "Base",
            ]),
        .testTarget(
            name: "ControlAPITests",
            dependencies: [
                "ControlAPI", "Base",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "uaectlTests",
            dependencies: [
                "uaectl", "Bundles", "ControlAPI", "Base", "CLinux", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "DaemonCoreTests",
            dependencies: [
                "uaed", "DaemonCore", "ControlServer", "ControlAPI", "Jobs", "JobRecords", "Ledger", "Durability",
                "Base",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        // The source tree itself: imports, licences, calls by path.
        .testTarget(name: "RepositoryTests"),
        // The programs themselves, driven from outside.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "uaed", "uaectl", "uae-worker", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                // A service manager's socket.
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu11,
    cxxLanguageStandard: .cxx17
)

// `UAED_TESTS="JobsTests DaemonCoreTests"` builds these test targets and what they need, nothing else: minutes less for a build
// with a sanitizer (Tests/Sanitizers/run).
if let tests = Context.environment["UAED_TESTS"] {
    var needed: Set<String> = []
    func need(_ name: String) {
        guard needed.insert(name).inserted else { return }
        for dependency in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
            if case .byNameItem(let name, _) = dependency { need(name) }
        }
    }
    tests.split(separator: " ").forEach { need(String($0)) }
    // No program of ours links another: uaed starts it.
    if needed.contains("uaed") { need("uaed-watch") }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products.removeAll { !needed.contains($0.name) }
}
