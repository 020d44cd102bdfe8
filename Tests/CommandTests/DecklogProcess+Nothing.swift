import Foundation
import Testing
import TestSupport

extension DecklogProcess {
  /// Runs a collector without an engine to its end: it adds a first and a last entry to the ledger.
  ///
  /// - Parameters:
  ///   - log: the raw log's own path.
  ///   - name: the path that the collector gets instead.
  ///   - directory: where the collector runs.
  static func collectNothing(into log: String, as name: String? = nil, directory: String? = nil) async throws
  {
    func entries() -> Int {
      let ledger = try? String(contentsOfFile: log + ".ledger.jsonl", encoding: .utf8)
      return ledger?.count { $0 == "\n" } ?? 0
    }
    let before = entries()
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let collector = try DecklogProcess(
      ["collect", "--log-file", name ?? log, "--docker-host", "unix:///nowhere"],
      in: folder.path,
      directory: directory
    )
    try await eventually("it has begun") {
      entries() > before && FileManager.default.fileExists(atPath: log + ".state/checkpoint.B")
    }
    #expect(collector.stop() == 0)
  }
}
