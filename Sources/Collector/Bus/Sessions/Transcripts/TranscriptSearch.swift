import Basics
import CDecklog
import Files
import Glibc

/// Finds the file in which a recorder wrote down a session.
///
/// The honeypot writes these files, so an attacker who has broken into it may have made them: see ``ForeignDirectory``.
struct TranscriptSearch: Sendable {
  struct Finding {
    /// The file's absolute path; `nil` if none has the session.
    var path: String?
    /// How many files were not read, or not completely, because of what they are.
    var refused = 0
    /// Why the last of them was refused, in one line.
    var fault: String?

    mutating func refuse(_ path: String, _ reason: String) {
      refused += 1
      fault = "\(path): \(reason)"
    }
  }

  /// The most files that are read for a session; a recorder begins one each day.
  static let fileLimit = 8
  /// The most bytes that are read of each, from its end.
  static let byteLimit = 16 << 20
  static let nameLimit = 65_536

  let root: String

  /// Searches the newest files first, unless `isCancelled` before the next. Blocks on the disk.
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
      // The dates in the names sort as text.
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
    // One byte more shows whether the limit falls between two lines.
    let start = max(0, file.size - byteLimit - 1)
    let bytes = FileBytes.read(file.descriptor, at: start, count: file.size - start)
    return bytes.withUnsafeBytes { bytes in
      guard start > 0 else { return SessionLines.contain(id, bytes) }
      guard let end = bytes.firstLineFeed else { return false }
      return SessionLines.contain(id, UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))
    }
  }
}

/// Where a session's transcript is. Each part is a safe path component.
struct TranscriptKey: Hashable, Sendable {
  private static let services: Set<String> = ["ssh", "telnet"]
  private static let idLengths = 8...64
  /// The longest name of a decky, as in a record.
  private static let longestDecky = 255

  let decky: String
  let service: String
  let id: String

  /// The directory of the transcripts, relative to that of all artifacts.
  var directory: String { "\(decky)/\(service)/transcripts" }

  /// - Returns: `nil` if a part could lead elsewhere, or is no id of a recorder.
  init?(decky: String, service: String, id: String) {
    guard Self.services.contains(service), Self.isName(decky), decky.utf8.count <= Self.longestDecky,
      Self.isName(id), Self.idLengths.contains(id.utf8.count)
    else { return nil }
    self.decky = decky
    self.service = service
    self.id = id
  }

  private static func isName(_ text: String) -> Bool {
    guard !text.isEmpty, text != ".", !text.contains("..") else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
      default: false
      }
    }
  }
}
