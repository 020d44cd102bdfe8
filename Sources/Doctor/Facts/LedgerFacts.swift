internal import Basics
internal import DockerEngine
internal import Evidence
internal import FoundationEssentials

/// The ledger's last entry.
struct LedgerFacts: Sendable, Hashable {
  /// What its end is like.
  enum End: Sendable, Hashable {
    /// There is no entry.
    case none
    /// When the last one was written, in nanoseconds since 1970, and why.
    case entry(time: Int64, kind: LedgerEntry.Kind)
    /// It can't be read; why.
    case unreadable(String)
  }

  var path: String
  var end: End

  init(path: String, end: End) {
    self.path = path
    self.end = end
  }

  /// Reads the last entry of a ledger.
  init(reading path: String) {
    switch LedgerTail(reading: path) {
    case .empty: self.init(path: path, end: .none)
    case .unreadable(let why): self.init(path: path, end: .unreadable(why))
    case .line(let line):
      guard let head = try? JSONDecoder().decode(Head.self, from: Data(line)),
        let time = Array(head.time.utf8).withUnsafeBytes({ EngineTimestamp(rfc3339: $0) })
      else {
        self.init(path: path, end: .unreadable("its last line is no entry"))
        return
      }
      self.init(path: path, end: .entry(time: time.nanoseconds, kind: head.kind))
    }
  }
}

extension LedgerFacts {
  /// The part of an entry that is looked at.
  private struct Head: Decodable {
    let time: String
    let kind: LedgerEntry.Kind
  }
}
