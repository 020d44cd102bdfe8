import Foundation
import Glibc
import TestSupport

@testable import Evidence

/// A host on which logrotate rotates the files of a journal.
///
/// systemctl and sleep, which the stanza's scripts call, are stand-ins: the one stops a writer that is part of the test
/// and says when it has, the other lasts until the test's reader has looked.
final class RotationScene {
  /// The program; `nil` where there is none.
  static let logrotate = TestTools.path(of: "logrotate")

  let folder: ScratchDirectory
  private let tools: ScratchDirectory
  let settings: JournalSettings

  init() throws {
    folder = try ScratchDirectory()
    tools = try ScratchDirectory()
    var settings = JournalSettings(
      logFile: folder.file("decnet.log"),
      recordFile: folder.file("decnet.json"),
      stateDirectory: tools.file("state")
    )
    settings.ringCapacity = JournalRig.ringCapacity
    self.settings = settings
    for name in ["bin", "logrotate.d"] {
      try FileManager.default.createDirectory(atPath: tools.file(name), withIntermediateDirectories: true)
    }
    try tool(
      "systemctl",
      """
      case "$*" in
        *--signal=STOP*decnet-collector.service)
          : >'\(tools.file("stop"))'
          until [ -e '\(tools.file("stopped"))' ]; do
            [ -d '\(tools.file("bin"))' ] || exit 1
            /bin/sleep 0.01
          done ;;
        *--signal=CONT*decnet-collector.service) rm '\(tools.file("stop"))' '\(tools.file("stopped"))' ;;
        *) exit 1 ;;
      esac
      """
    )
    try tool(
      "sleep",
      """
      : >'\(tools.file("look"))'
      while [ -e '\(tools.file("look"))' ]; do /bin/sleep 0.01; done
      """
    )
    try configureFramework()
    try configure("decklog", try shippedStanza())
    try FileContent.make(tools.file("logrotate.conf"), "include \(tools.file("logrotate.d"))\n")
  }

  /// The stanza as it is shipped, for files elsewhere and without a user who need not be here.
  private func shippedStanza() throws -> String {
    var root = URL(filePath: #filePath)
    while !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) {
      root.deleteLastPathComponent()
    }
    return try FileContent.text(root.appending(path: "deploy/logrotate-framework").path)
      .replacing("/var/log/decnet", with: folder.path)
      .replacing(/\n *su [^\n]*/, with: "")
  }

  private func tool(_ name: String, _ script: String) throws {
    let path = tools.file("bin/\(name)")
    try FileContent.make(path, "#!/bin/sh\n\(script)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// What a framework has for its own files.
  private func configureFramework() throws {
    try configure(
      "decnet",
      """
      \(folder.path)/*.log {
        daily
        rotate 14
        missingok
        notifempty
        compress
        delaycompress
        copytruncate
      }

      """
    )
  }

  /// Has logrotate do what it does by default, and nothing of what is shipped.
  func configureStock() throws {
    try configure("decklog", "")
    try configure(
      "decnet",
      """
      \(folder.path)/*.log \(folder.path)/*.json {
        rotate 14
        missingok
        notifempty
        compress
        copytruncate
      }

      """
    )
  }

  /// Adds a file of settings.
  func configure(_ name: String, _ text: String) throws {
    let path = tools.file("logrotate.d/\(name)")
    try FileContent.make(path, text)
    // logrotate passes over what others could have written.
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
  }

  /// What the last rotation printed.
  var output: String { tools.file("output") }

  /// Begins a rotation of all files.
  ///
  /// - Parameter canWrite: whether there is room for copies; logrotate's own messages have none then either.
  func startRotation(canWrite: Bool = true) throws -> ChildProcess {
    try FileContent.make(output)
    let command = [
      "sh", "-c", canWrite ? #"exec "$@""# : #"trap '' XFSZ; ulimit -f 0; exec "$@""#, "sh",
      Self.logrotate ?? "/usr/sbin/logrotate",
      "--force", "--state", tools.file("status"), tools.file("logrotate.conf"),
    ]
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = tools.file("bin") + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    let handle = try FileHandle(forWritingTo: URL(filePath: output))
    return try ChildProcess(command, environment: environment, output: handle, errors: handle)
  }

  /// Waits for the end of a rotation and does what it waits for.
  ///
  /// - Parameters:
  ///   - meanwhile: what a writer does that goes on.
  ///   - look: what a reader does when it looks.
  func attend(
    _ rotation: ChildProcess,
    meanwhile: () throws -> Void = { _ = usleep(1000) },
    look: () throws -> Void = {}
  ) throws {
    while rotation.isRunning {
      if isStopped { confirmStop() } else { try meanwhile() }
      // As in life, a reader looks only now and then: while logrotate waits for it.
      if waitsForReader {
        try look()
        confirmLook()
      }
    }
  }

  /// Whether the collector has been stopped.
  var isStopped: Bool { FileManager.default.fileExists(atPath: tools.file("stop")) }

  /// Says that nothing is written until it goes on.
  func confirmStop() {
    if !FileManager.default.fileExists(atPath: tools.file("stopped")) {
      _ = FileManager.default.createFile(atPath: tools.file("stopped"), contents: nil)
    }
  }

  /// Whether logrotate lets time pass for readers.
  var waitsForReader: Bool { FileManager.default.fileExists(atPath: tools.file("look")) }

  /// Says that the reader has looked since then.
  func confirmLook() { try? FileManager.default.removeItem(atPath: tools.file("look")) }
}
