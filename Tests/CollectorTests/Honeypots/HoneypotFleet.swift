import EngineTestSupport
import Foundation
import Testing
import TestSupport

/// Containers that write other programs' lines, to their standard streams or into files.
struct HoneypotFleet {
  /// The image that holds the demo's decoy, busybox and ``layerFile``.
  static let image = "decklog-test-honeypot:latest"
  /// A file of the image, with the lines 1 to 3 of the run `image`.
  static let layerFile = "/var/log/layer/events.json"

  let engine: TestEngine

  /// Makes the image.
  init(_ engine: TestEngine) async throws {
    self.engine = engine
    let decoy = try #require(
      ProcessInfo.processInfo.environment["DECKLOG_DECOY"],
      "DECKLOG_DECOY names no decoy: run the tests with make test"
    )
    guard try await engine.docker(["image", "ls", "--quiet", Self.image]).isEmpty else { return }
    let root = try ScratchDirectory()
    defer { root.remove() }
    try Shell.run(
      """
      set -e; cd \(root.path); mkdir -p bin tmp .\((Self.layerFile as NSString).deletingLastPathComponent)
      cp \(decoy) bin/decoy; cp "$(command -v busybox)" bin/busybox; bin/busybox --install bin; chmod 755 bin/*
      """
    )
    try root.write(HoneypotLine.cowrie.text("image", 1...3), to: String(Self.layerFile.dropFirst()))
    try await engine.importImage(Self.image, from: root.path)
  }

  /// The labels of a container whose files are read.
  static func labels(_ line: HoneypotLine, files: String...) -> [String: String] {
    DecoyFleet.label.merging([
      "decklog.format": line.format, "decklog.files": files.joined(separator: ","),
    ]) { $1 }
  }

  /// Starts a container that writes lines.
  ///
  /// - Parameters:
  ///   - name: the container's name.
  ///   - run: what its lines say of their run; `nil` for the name.
  ///   - file: where it writes them; `nil` for stdout.
  ///   - flags: of `decoy emit`.
  func emit(
    _ line: HoneypotLine,
    _ name: String,
    run: String? = nil,
    into file: String?,
    lines: Int,
    image: String = Self.image,
    labels: [String: String],
    options: [String] = [],
    _ flags: [String] = []
  ) async throws {
    var command = ["/bin/decoy", "emit", "--run", run ?? name, "--lines", "\(lines)", "--hold", "-1"]
    command += ["--template", line.template]
    if let file { command += ["--file", file] }
    if let header = line.header { command += ["--header", header] }
    try await engine.run(
      image: image,
      name: name,
      labels: labels,
      options: options,
      command + flags
    )
  }

  /// Starts a container that does nothing, so that a test can do it in its directories.
  func hold(_ name: String, labels: [String: String], options: [String]) async throws {
    try await engine.run(
      image: Self.image,
      name: name,
      labels: labels,
      options: options,
      ["/bin/decoy", "hold"]
    )
  }

  /// Makes a directory of the host for a test's containers.
  func makeDirectory(_ name: String) throws -> String {
    let path = engine.directory + "/" + name
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755]
    )
    return path
  }
}

/// Appends to files as a honeypot would.
enum HoneypotFile {
  /// Appends a text, at once.
  static func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(filePath: path))
    }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  /// Puts a regular file in the place of whatever has the name, at once.
  static func replace(_ path: String, with text: String) throws {
    // A name that begins with the file's would look rotated.
    let new = (path as NSString).deletingLastPathComponent + "/.new"
    try Data(text.utf8).write(to: URL(filePath: new))
    try Shell.run("mv -fT \(new) \(path)")
  }
}
