import Basics
import CDecklog
import Files
import Glibc

/// Looks for the file in which a recorder has written a session down.
///
/// The honeypot writes these files, so that whoever has broken into it may have made them: see ``ForeignDirectory``.
struct TranscriptSearch: Sendable {
  /// What a search has come to.
  struct Finding {
    /// The file's absolute path; `nil` where none has the session.
    var path: String?
    /// How many files were not read, or not to their end, because of what they are.
    var refused = 0
    /// Why the last of them wasn't, in one line.
    var fault: String?

    mutating func refuse(_ path: String, _ reason: String) {
      refused += 1
      fault = "\(path): \(reason)"
    }
  }

  /// The most files that are read for a session: a recorder begins one each day.
  static let fileLimit = 8
  /// How much is read of each, from its end back; bytes.
  static let byteLimit = 16 << 20
  /// The most names that are looked at.
  static let nameLimit = 65_536

  /// The directory of all artifacts.
  let root: String

  /// Searches, the newest file first. Waits for the disk.
  ///
  /// - Parameter isCancelled: whether to give up; asked before each file.
  func find(_ key: TranscriptKey, isCancelled: () -> Bool = { false }) -> Finding {
    var finding = Finding()
    let path = (root.hasSuffix("/") ? root : root + "/") + key.directory
    do throws(ForeignFileFault) {
      let directory = try ForeignDirectory(root).directory(key.directory)
      var names: [String] = []
      let isWhole = try directory.forEachName(limit: Self.nameLimit) { name in
        if Self.isTranscript(name) { names.append(name) }
      }
      if !isWhole { finding.refuse(path, "more than \(Self.nameLimit) names") }
      // Dates that are written like this are in order as text is.
      for name in names.sorted(by: >).prefix(Self.fileLimit) where !isCancelled() {
        do throws(ForeignFileFault) {
          let file = try directory.file(name)
          if Self.hasSession(key.id, file) {
            finding.path = "\(path)/\(name)"
            return finding
          }
        } catch {
          if error != .missing { finding.refuse("\(path)/\(name)", "\(error)") }
        }
      }
    } catch {
      if error != .missing { finding.refuse(path, "\(error)") }
    }
    return finding
  }

  /// Whether it is `sessions-YYYY-MM-DD.jsonl`.
  static func isTranscript(_ name: String) -> Bool {
    let (prefix, suffix) = ("sessions-", ".jsonl")
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    var date = String(name.dropFirst(prefix.count).dropLast(suffix.count))
    return date.withUTF8 { utf8 in
      var reader = DigitReader(UnsafeRawBufferPointer(utf8))
      return reader.date() != nil && reader.isAtEnd
    }
  }

  private static func hasSession(_ id: String, _ file: borrowing OpenFile) -> Bool {
    // One byte more tells whether what follows is the beginning of a line.
    let start = max(0, file.size - byteLimit - 1)
    let bytes = FileBytes.read(file.descriptor, at: start, count: file.size - start)
    return bytes.withUnsafeBytes { bytes in
      guard start > 0 else { return SessionLines.contain(id, bytes) }
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return false }
      return SessionLines.contain(id, UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))
    }
  }
}
