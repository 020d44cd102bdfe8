// swift-tools-version:6.2
import PackageDescription

/// Warnings stop the build in CI, and never on the machine of someone who only wants to see the demo.
let warningsAreErrors: [SwiftSetting] =
  Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : []

let package = Package(
  name: "decklog-demo",
  products: [
    .executable(name: "decoy", targets: ["Decoy"])
  ],
  targets: [
    .executableTarget(
      name: "Decoy",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ] + warningsAreErrors
    )
  ]
)
