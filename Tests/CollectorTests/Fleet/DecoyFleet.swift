import EngineTestSupport
import Foundation
import Testing

/// Containers that print numbered lines with checksums.
struct DecoyFleet {
  /// The image that holds the demo's decoy.
  static let image = "decklog-test-decoy:latest"
  /// What makes a container one of the fleet.
  static let label = ["decnet.fleet.service": "true"]

  let engine: TestEngine

  /// Makes the image of the decoy that the environment names.
  init(_ engine: TestEngine) async throws {
    self.engine = engine
    let decoy = try #require(
      ProcessInfo.processInfo.environment["DECKLOG_DECOY"],
      "DECKLOG_DECOY names no decoy: run the tests with make test"
    )
    guard try await engine.docker(["image", "ls", "--quiet", Self.image]).isEmpty else { return }
    try await engine.importImage(Self.image, from: decoy, changes: [#"ENTRYPOINT ["/bin/decoy"]"#])
  }

  /// Starts a container that prints lines.
  ///
  /// - Parameters:
  ///   - name: the container's name, and its run's.
  ///   - flags: of `decoy emit`.
  func emit(
    _ name: String,
    lines: Int,
    labels: [String: String] = Self.label,
    hasTTY: Bool = false,
    options: [String] = [],
    _ flags: [String] = []
  ) async throws {
    try await engine.run(
      image: Self.image,
      name: name,
      labels: labels,
      hasTTY: hasTTY,
      options: options,
      ["emit", "--run", name, "--lines", "\(lines)"] + flags
    )
  }
}
