// swift-tools-version:6.3
import PackageDescription

/// Warnings are errors in CI only, so that they never stop users from building decklog.
let warningsAreErrors: [SwiftSetting] =
  Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : []

/// `make test` uses the release configuration, so that dependencies are compiled once for tests and installation. Most of
/// this package's own code is compiled differently: it is testable, has failpoints, and is only partly optimised.
let testsRelease = Context.environment["DECKLOG_TESTS_RELEASE"] == "1"

let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + warningsAreErrors

/// Modules that tests import with `@testable`. The others are compiled once for tests and installation.
let testable: [SwiftSetting] = strict + (testsRelease ? [.unsafeFlags(["-enable-testing"])] : [])

/// Modules that mostly wait are not optimised for tests, because that takes longer than their tests.
let unoptimized: [SwiftSetting] = testsRelease ? [.unsafeFlags(["-Onone"])] : []

/// Places where a test can simulate a crash; not in releases.
let failpoints: [SwiftSetting] = [
  testsRelease ? .define("DECKLOG_FAILPOINTS") : .define("DECKLOG_FAILPOINTS", .when(configuration: .debug))
]

/// Links the Swift runtime statically, so that the program runs on hosts without Swift. Tests can't be linked like that, and
/// `--static-swift-stdlib` would compile all dependencies again. Only that flag adds Foundation's own libraries, so they are
/// listed here.
let staticRuntime: [LinkerSetting] =
  Context.environment["DECKLOG_STATIC_RUNTIME"] == "1"
  ? [
    .unsafeFlags(
      [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
        "-l_FoundationCollections",
      ]
    )
  ] : []

/// The commit in `decklog --version`; a `+` marks uncommitted changes. The variable has precedence, because the package
/// manager caches the checkout's state until this file changes.
let commit =
  Context.environment["DECKLOG_COMMIT"]
  ?? Context.gitInformation.map { git in
    git.currentCommit.prefix(12) + (git.hasUncommittedChanges ? "+" : "")
  } ?? ""

let package = Package(
  name: "decklog",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "decklog", targets: ["decklog"]),
    .library(name: "Syslog", targets: ["Syslog"]),
    .library(name: "DockerEngine", targets: ["DockerEngine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    .target(
      name: "CDecklog",
      cSettings: [.define("DECKLOG_COMMIT", to: "\"\(commit)\"")]
    ),
    .target(name: "CByteScan"),
    .target(name: "Syslog", dependencies: ["CByteScan"], swiftSettings: strict),
    .target(name: "Addresses", dependencies: ["Syslog"], swiftSettings: strict),
    .target(
      name: "DecoyEvents",
      dependencies: [
        "Addresses", "Basics", "Syslog",
      ],
      swiftSettings: testable
    ),
    .target(
      name: "Formats",
      dependencies: ["Addresses", "Basics", "DecoyEvents", "Syslog"],
      swiftSettings: testable
    ),
    .target(
      name: "DockerEngine",
      dependencies: [
        "Basics", "CByteScan", "Files",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict
    ),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "Evidence",
      dependencies: [
        "Basics", "CDecklog", "Files", "RotatedFiles",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: testable + failpoints
    ),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Basics", dependencies: ["CCrypto"], swiftSettings: strict),
    .target(name: "Files", dependencies: ["Basics", "CDecklog"], swiftSettings: strict),
    .target(name: "RotatedFiles", dependencies: ["Basics", "CZlib", "Files"], swiftSettings: testable),
    .target(
      name: "ServiceBus",
      dependencies: [
        "Basics", "Files",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Records",
      dependencies: ["Addresses", "Basics"],
      swiftSettings: testable
    ),
    .target(
      name: "Store",
      dependencies: [
        "Addresses", "Basics", "Evidence", "Files", "RotatedFiles", "StatusMetrics", "Records",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: testable
    ),
    .target(name: "Terminal", dependencies: ["Basics"], swiftSettings: testable + unoptimized),
    .target(
      name: "EventViews",
      dependencies: ["Basics", "Records", "Terminal"],
      swiftSettings: testable + unoptimized
    ),
    .target(name: "StatusMetrics", dependencies: ["Files", "Basics"], swiftSettings: testable + unoptimized),
    .target(
      name: "OTLPMessages",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      swiftSettings: strict
    ),
    .target(
      name: "TraceExport",
      dependencies: [
        "Basics", "StatusMetrics", "OTLPMessages",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "HTTPListener",
      dependencies: [
        "Files",
        "Basics", "StatusMetrics",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Systemd",
      dependencies: [
        "Basics",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Collector",
      dependencies: [
        "Addresses", "Basics", "CDecklog", "DecoyEvents", "DockerEngine", "Evidence", "Formats", "Records",
        "StatusMetrics",
        "ServiceBus", "Syslog", "TraceExport", "Files", "RotatedFiles",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: testable
    ),
    .target(
      name: "Dashboard",
      dependencies: [
        "Basics", "Records", "HTTPListener", "StatusMetrics",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.embedInCode("Page")],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Doctor",
      dependencies: [
        "Addresses", "Basics", "CDecklog", "Collector", "DockerEngine", "Evidence", "Formats", "ServiceBus",
        "HTTPListener", "Files",
        "RotatedFiles",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Daemon",
      dependencies: [
        "Files",
        "Basics", "CDecklog", "Collector", "Dashboard", "DecoyEvents", "DockerEngine", "Doctor", "EventViews",
        "Evidence", "Formats", "Records", "RotatedFiles", "ServiceBus", "StatusMetrics", "Store",
        "HTTPListener",
        "Systemd",
        "TraceExport", "Terminal",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .executableTarget(
      name: "decklog",
      dependencies: [
        "Basics", "Collector", "Daemon", "DecoyEvents", "DockerEngine", "Doctor", "EventViews", "Evidence",
        "Formats", "Records", "RotatedFiles", "ServiceBus", "Store", "HTTPListener", "Terminal", "Files",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: testable + unoptimized,
      linkerSettings: staticRuntime
    ),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Basics", "CDecklog", "Collector", "DecoyEvents", "DockerEngine", "EventViews", "Evidence",
        "Formats", "Records", "RotatedFiles", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: testable
    ),
    .executableTarget(
      name: "DashboardPreview",
      dependencies: [
        "Dashboard", "HTTPListener", "RecordTestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Tests/DashboardPreview",
      swiftSettings: strict
    ),
    .target(
      name: "TestSupport",
      dependencies: [.product(name: "Logging", package: "swift-log")],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    .target(
      name: "EngineTestSupport",
      dependencies: [
        "DockerEngine", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/EngineTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "SyslogTests",
      dependencies: ["CByteScan", "Syslog", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "AddressesTests",
      dependencies: ["Addresses", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DecoyEventsTests",
      dependencies: ["Addresses", "DecoyEvents", "TestSupport"],
      resources: [.copy("Conformance")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "FormatsTests",
      dependencies: ["DecoyEvents", "Formats", "Syslog", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DockerEngineTests",
      dependencies: [
        "Basics", "DockerEngine", "EngineTestSupport", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "RecordTestSupport",
      dependencies: ["Basics", "CZlib", "Records", "StatusMetrics", "TestSupport"],
      path: "Tests/RecordTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "RecordsTests",
      dependencies: [
        "Addresses", "Basics", "Files", "Records", "RecordTestSupport", "RotatedFiles", "TestSupport",
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "StoreFeedProcess",
      dependencies: [
        "Store",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Tests/StoreFeedProcess",
      swiftSettings: strict
    ),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Basics", "Files", "Records", "RecordTestSupport", "RotatedFiles", "Store", "StoreFeedProcess",
        "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ServiceBusTests",
      dependencies: [
        "Basics", "Files", "ServiceBus", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TelemetryTests",
      dependencies: [
        "Basics", "Files", "HTTPListener", "OTLPMessages", "StatusMetrics", "Systemd", "TestSupport",
        "TraceExport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      resources: [.copy("Support/Receiver")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TerminalTests",
      dependencies: ["Terminal", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EventViewsTests",
      dependencies: ["Basics", "EventViews", "Records", "Terminal"],
      resources: [.copy("Golden")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DashboardTests",
      dependencies: [
        "Basics", "Dashboard", "HTTPListener", "Records", "RecordTestSupport", "StatusMetrics",
        "TestSupport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.copy("Browser")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "BasicsTests",
      dependencies: ["Basics", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RotatedFilesTests",
      dependencies: ["Files", "RotatedFiles", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(name: "FuzzTests", dependencies: ["Fuzz", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DoctorTests",
      dependencies: [
        "Basics", "Collector", "DockerEngine", "Doctor", "EngineTestSupport", "Evidence", "Files", "Formats",
        "HTTPListener", "ServiceBus", "StatusMetrics", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EvidenceTests",
      dependencies: [
        "Basics", "CDecklog", "Evidence", "Files", "RotatedFiles", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict + failpoints
    ),
    .testTarget(
      name: "CollectorTests",
      dependencies: [
        "Addresses", "Basics", "CDecklog", "Collector", "DecoyEvents", "DockerEngine", "EngineTestSupport",
        "Evidence", "Files", "Formats", "Records", "RotatedFiles", "ServiceBus", "Store", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Basics", "Collector", "Daemon", "Dashboard", "decklog", "DecoyEvents", "DockerEngine", "Doctor",
        "EngineTestSupport", "EventViews", "Evidence", "Files", "Formats", "HTTPListener", "Records",
        "RotatedFiles", "ServiceBus", "StatusMetrics", "Store", "TestSupport", "TraceExport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict
    ),
  ]
)

// Only needed to measure.
if Context.environment["DECKLOG_BENCHMARKS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: [])
  )
  package.targets.append(
    .executableTarget(
      name: "StoreMeasure",
      dependencies: ["Basics", "Records", "RotatedFiles", "Store", "TestSupport"],
      path: "Benchmarks/StoreMeasure",
      swiftSettings: strict
    )
  )
  package.targets.append(
    .executableTarget(
      name: "ModuleBenchmarks",
      dependencies: ["DecoyEvents", "DockerEngine", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/ModuleBenchmarks",
      swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
  )
}

// Only needed for `make docs`.
if Context.environment["DECKLOG_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// Tests themselves compute little, so they are not optimised. Building file by file makes edits cheaper; building whole
// modules makes full builds cheaper, as in CI.
if testsRelease {
  let mode = Context.environment["CI"] == "true" ? [] : ["-no-whole-module-optimization"]
  for target in package.targets where target.type == .test {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-Onone"] + mode)]
  }
}
