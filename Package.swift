// swift-tools-version:6.3
import PackageDescription

/// Warnings stop the build in CI, and never on the machine of someone who only wants to use decklog.
let warningsAreErrors: [SwiftSetting] =
  Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : []

/// `make test` tests a release, so that packages are compiled once for tests and for what is installed. What differs is
/// most of this package's own code: tests see inside it, it has failpoints, and parts of it are not optimised.
let testsRelease = Context.environment["DECKLOG_TESTS_RELEASE"] == "1"

let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + warningsAreErrors

/// Modules into which tests see. The others are the same in a tests' release and in the one that is installed, and are
/// compiled once for both.
let testable: [SwiftSetting] = strict + (testsRelease ? [.unsafeFlags(["-enable-testing"])] : [])

/// Modules that mostly wait are not optimised for tests: optimising them takes longer than running their tests.
let unoptimized: [SwiftSetting] = testsRelease ? [.unsafeFlags(["-Onone"])] : []

/// The places where a test ends the work as a crash would: in no release.
let failpoints: [SwiftSetting] = [
  testsRelease ? .define("DECKLOG_FAILPOINTS") : .define("DECKLOG_FAILPOINTS", .when(configuration: .debug))
]

/// Links the Swift runtime into the program, which then runs where there is no Swift. Tests can't be linked so, and
/// `--static-swift-stdlib` would compile all packages again for the program. The compiler names Foundation's own
/// libraries only with that flag, so they are named here.
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

/// What `decklog --version` names; a `+` says that the checkout had changes of its own. The variable comes first,
/// because the package manager keeps what it once knew of a checkout for as long as this file stays the same.
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
        "Basics", "CByteScan",
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
        "Basics", "CDecklog", "CZlib",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: testable + failpoints
    ),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Basics", dependencies: ["CCrypto"], swiftSettings: strict),
    .target(
      name: "ServiceBus",
      dependencies: [
        "Basics",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Records",
      dependencies: [
        "Addresses", "Basics", "CDecklog", "Evidence",
      ],
      swiftSettings: testable
    ),
    .target(
      name: "Store",
      dependencies: [
        "Addresses", "Basics", "Evidence", "StatusMetrics", "Records",
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
    .target(name: "StatusMetrics", swiftSettings: strict),
    .target(
      name: "OTLPMessages",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      swiftSettings: strict
    ),
    .target(
      name: "Telemetry",
      dependencies: [
        "Basics", "StatusMetrics", "OTLPMessages",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Collector",
      dependencies: [
        "Addresses", "Basics", "CDecklog", "DecoyEvents", "DockerEngine", "Evidence", "StatusMetrics",
        "Records",
        "ServiceBus", "Syslog", "Telemetry",
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
        "Basics", "Telemetry",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.embedInCode("Page")],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Doctor",
      dependencies: [
        "Basics", "CDecklog", "Collector", "DockerEngine", "Evidence", "ServiceBus", "Telemetry",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: testable + unoptimized
    ),
    .target(
      name: "Daemon",
      dependencies: [
        "Basics", "CDecklog", "Collector", "Dashboard", "DecoyEvents", "DockerEngine", "Doctor", "EventViews",
        "Evidence", "Formats", "Records", "ServiceBus", "StatusMetrics", "Store", "Telemetry", "Terminal",
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
        "Formats", "Records", "ServiceBus", "Store", "Telemetry", "Terminal",
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
        "CDecklog", "Collector", "DecoyEvents", "DockerEngine", "EventTestSupport", "EventViews", "Evidence",
        "Records",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: testable
    ),
    .target(name: "FileTestSupport", path: "Tests/FileTestSupport", swiftSettings: strict),
    .target(name: "ProcessTestSupport", path: "Tests/ProcessTestSupport", swiftSettings: strict),
    .target(name: "WaitTestSupport", path: "Tests/WaitTestSupport", swiftSettings: strict),
    .target(
      name: "LogTestSupport",
      dependencies: [.product(name: "Logging", package: "swift-log")],
      path: "Tests/LogTestSupport",
      swiftSettings: strict
    ),
    .target(
      name: "DashboardTestSupport",
      dependencies: ["Dashboard", "StatusMetrics", "Telemetry"],
      path: "Tests/DashboardTestSupport",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "DashboardPreview",
      dependencies: [
        "Dashboard", "DashboardTestSupport", "Telemetry",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Tests/DashboardPreview",
      swiftSettings: strict
    ),
    .target(name: "EventTestSupport", path: "Tests/EventTestSupport", swiftSettings: strict),
    .target(
      name: "EngineTestSupport",
      dependencies: [
        "DockerEngine",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/EngineTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "SyslogTests",
      dependencies: ["CByteScan", "EventTestSupport", "Syslog"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "AddressesTests",
      dependencies: ["Addresses", "EventTestSupport", "WaitTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DecoyEventsTests",
      dependencies: ["Addresses", "DecoyEvents", "EventTestSupport"],
      resources: [.copy("Conformance")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "FormatsTests",
      dependencies: ["DecoyEvents", "EventTestSupport", "Formats"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DockerEngineTests",
      dependencies: [
        "DockerEngine", "EngineTestSupport", "WaitTestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "RecordTestSupport",
      dependencies: ["CZlib"],
      path: "Tests/RecordTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "RecordsTests",
      dependencies: [
        "Addresses", "Basics", "EventTestSupport", "Evidence", "FileTestSupport", "ProcessTestSupport",
        "RecordTestSupport", "Records", "WaitTestSupport",
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
        "EventTestSupport", "Evidence", "FileTestSupport", "LogTestSupport", "ProcessTestSupport",
        "RecordTestSupport", "Records", "Store", "StoreFeedProcess", "WaitTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ServiceBusTests",
      dependencies: [
        "Basics", "LogTestSupport", "ServiceBus", "WaitTestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TelemetryTests",
      dependencies: [
        "Basics", "LogTestSupport", "StatusMetrics", "OTLPMessages", "Telemetry", "WaitTestSupport",
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
      dependencies: ["ProcessTestSupport", "Terminal", "WaitTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EventViewsTests",
      dependencies: ["EventViews", "Records", "Terminal"],
      resources: [.copy("Golden")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DashboardTests",
      dependencies: [
        "Basics", "Dashboard", "DashboardTestSupport", "LogTestSupport", "Telemetry", "WaitTestSupport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.copy("Browser")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "BasicsTests",
      dependencies: ["Basics", "FileTestSupport", "WaitTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(name: "FuzzTests", dependencies: ["Fuzz", "WaitTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DoctorTests",
      dependencies: [
        "Basics", "Collector", "DockerEngine", "Doctor", "EngineTestSupport", "Evidence", "FileTestSupport",
        "ProcessTestSupport", "ServiceBus", "Telemetry", "WaitTestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EvidenceTests",
      dependencies: [
        "Basics", "CDecklog", "Evidence", "FileTestSupport", "ProcessTestSupport", "WaitTestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict + failpoints
    ),
    .testTarget(
      name: "CollectorTests",
      dependencies: [
        "Addresses", "CDecklog", "Collector", "DecoyEvents", "DockerEngine", "EngineTestSupport", "Evidence",
        "FileTestSupport", "LogTestSupport", "ProcessTestSupport", "Records", "ServiceBus", "Store",
        "WaitTestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Basics", "Collector", "Daemon", "Dashboard", "DecoyEvents", "DockerEngine", "Doctor",
        "EngineTestSupport", "EventTestSupport", "EventViews", "Evidence", "FileTestSupport",
        "LogTestSupport", "ProcessTestSupport", "Records", "ServiceBus", "StatusMetrics", "Store", "Telemetry", "WaitTestSupport",
        "decklog",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict
    ),
  ]
)

// Only who measures needs the library for it.
if Context.environment["DECKLOG_BENCHMARKS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: [])
  )
  package.targets.append(
    .executableTarget(
      name: "StoreMeasure",
      dependencies: ["EventTestSupport", "Records", "Store"],
      path: "Benchmarks/StoreMeasure",
      swiftSettings: strict
    )
  )
  package.targets.append(
    .executableTarget(
      name: "Rooms",
      dependencies: ["DecoyEvents", "DockerEngine", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Rooms",
      swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
  )
}

// Only who writes documentation needs the plugin for it.
if Context.environment["DECKLOG_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// Tests compute little themselves: it is their subject that is optimised. Built file by file, an edit costs less; built
// as whole modules, everything does, as in CI.
if testsRelease {
  let mode = Context.environment["CI"] == "true" ? [] : ["-no-whole-module-optimization"]
  for target in package.targets where target.type == .test {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-Onone"] + mode)]
  }
}
