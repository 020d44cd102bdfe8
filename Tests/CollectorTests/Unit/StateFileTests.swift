import Foundation
import Glibc
import Testing
import TestSupport

@testable import Collector

struct StateFileTests {
  private static let two = """
    {"config": {"deckies": [{"name": "omega", "services": ["ssh", "docker_api"]}, {"name": "relay", "services": []}]}}
    """
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decnet-state.json")
  }

  @Test func `A missing file means no names`() {
    var file = StateFile(path: path)
    #expect(file.refresh() == .unchanged)
    #expect(file.containers.isEmpty)
    #expect(file.deckies.isEmpty)
  }

  @Test func `A file below a file is missing`() throws {
    try write("")
    var file = StateFile(path: path + "/below.json")
    #expect(file.refresh() == .unchanged)
  }

  @Test func `A container has its decky's name and its service's with hyphens`() throws {
    try write(Self.two)
    var file = StateFile(path: path)
    #expect(file.refresh() == .changed)
    #expect(file.containers == ["omega-ssh", "omega-docker-api"])
    #expect(file.deckies == ["omega", "relay"])
    #expect(file.refresh() == .unchanged)
  }

  @Test func `A decky's own name keeps its underscores`() throws {
    try write(#"{"config": {"deckies": [{"name": "o_m", "services": ["a_b_c", "_"]}]}}"#)
    var file = StateFile(path: path)
    #expect(file.refresh() == .changed)
    #expect(file.containers == ["o_m-a-b-c", "o_m--"])
    #expect(file.deckies == ["o_m"])
  }

  @Test func `Unknown keys are passed over`() throws {
    try write(
      """
      {"compose_path": "/x", "version": 3, "config": {"mode": null, "deckies": [
        {"name": "omega", "services": ["ssh"], "ip": "10.0.0.1", "nested": {"a": [1, {}]}}]}}
      """
    )
    var file = StateFile(path: path)
    #expect(file.refresh() == .changed)
    #expect(file.containers == ["omega-ssh"])
  }

  @Test func `No deckies are no names`() throws {
    try write(#"{"config": {"deckies": []}}"#)
    var file = StateFile(path: path)
    #expect(file.refresh() == .unchanged)
  }

  @Test(
    arguments: [
      ("", "no valid JSON"), ("{", "no valid JSON"), (String(two.prefix(60)), "no valid JSON"),
      ("{}", "no config"),
      (#"{"config": {}}"#, "no deckies"), (#"{"config": {"deckies": {}}}"#, "wrong type at config.deckies"),
      (#"{"config": {"deckies": [{"name": "a"}]}}"#, "no services"),
      (#"{"config": {"deckies": [{"services": []}]}}"#, "no name"), ("\0\0\0\0", "no valid JSON"),
      (
        #"{"config": {"deckies": [{"name": 1, "services": []}]}}"#,
        "wrong type at config.deckies.Index 0.name"
      ),
    ]
  )
  func `An invalid file is logged once, and the names stay`(text: String, reason: String) throws {
    try write(Self.two)
    var file = StateFile(path: path)
    _ = file.refresh()
    try write(text)
    #expect(file.refresh() == unreadable("unexpected JSON (\(reason))"))
    #expect(file.refresh() == .unchanged)
    #expect(file.containers == ["omega-ssh", "omega-docker-api"])
    #expect(file.deckies == ["omega", "relay"])
  }

  @Test func `Each invalid change is logged again`() throws {
    var file = StateFile(path: path)
    for length in 1...5 {
      try write(String(repeating: "{", count: length))
      #expect(file.refresh() == unreadable("unexpected JSON (no valid JSON)"))
      #expect(file.refresh() == .unchanged)
    }
  }

  @Test func `A file that is written in place is read when it is whole`() throws {
    var file = StateFile(path: path)
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
    defer { close(descriptor) }
    for text in [Self.two.prefix(40), Self.two.dropFirst(40)] {
      let bytes = Array(text.utf8)
      #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
      let outcome = file.refresh()
      #expect((outcome == .changed) == (text.hasSuffix("}")), "\(outcome)")
    }
    #expect(file.containers.count == 2)
  }

  @Test func `A repaired file with the same names changes nothing`() throws {
    try write(Self.two)
    var file = StateFile(path: path)
    _ = file.refresh()
    try write("{")
    _ = file.refresh()
    try write(Self.two)
    #expect(file.refresh() == .unchanged)
    #expect(file.containers.count == 2)
    try write("{")
    #expect(file.refresh() != .unchanged)
  }

  @Test func `A replaced file is read again, and a removed one takes its names along`() throws {
    try write(Self.two)
    var file = StateFile(path: path)
    _ = file.refresh()
    try write(#"{"config": {"deckies": [{"name": "third", "services": ["smtp"]}]}}"#, to: path + ".new")
    #expect(rename(path + ".new", path) == 0)
    #expect(file.refresh() == .changed)
    #expect(file.containers == ["third-smtp"])
    try FileManager.default.removeItem(atPath: path)
    #expect(file.refresh() == .changed)
    #expect(file.containers.isEmpty)
    try write(Self.two)
    #expect(file.refresh() == .changed)
    #expect(file.containers.count == 2)
  }

  @Test func `A directory in its place keeps the names`() throws {
    try write(Self.two)
    var file = StateFile(path: path)
    _ = file.refresh()
    try FileManager.default.removeItem(atPath: path)
    mkdir(path, 0o755)
    guard case .unreadable(let message) = file.refresh() else {
      Issue.record("a directory was read")
      return
    }
    #expect(message.hasPrefix("state file \(path): "))
    #expect(file.containers.count == 2)
    #expect(file.refresh() == .unchanged)
  }

  @Test func `A file that is too long is not read`() throws {
    try write(Self.two)
    #expect(truncate(path, StateFile.maximumLength + 1) == 0)
    var file = StateFile(path: path)
    #expect(file.refresh() == unreadable("longer than 16777216 bytes"))
    #expect(file.refresh() == .unchanged)
  }

  @Test func `Names that are no ASCII are names`() throws {
    try write(#"{"config": {"deckies": [{"name": "\u017c\u00f3\u0142w", "services": ["ssh"]}]}}"#)
    var file = StateFile(path: path)
    #expect(file.refresh() == .changed)
    #expect(file.containers == ["żółw-ssh"])
  }

  private func unreadable(_ reason: String) -> StateFile.Outcome {
    .unreadable("state file \(path): \(reason)")
  }

  /// Writes in place.
  private func write(_ text: String, to other: String? = nil) throws {
    try Data(text.utf8).write(to: URL(filePath: other ?? path))
  }
}
