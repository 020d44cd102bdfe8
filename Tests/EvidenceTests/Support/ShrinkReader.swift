import Foundation

/// Reads a file by position, as some ingesters do: it opens the file for each look, and takes it for a new one only
/// when it is smaller than what was read.
struct ShrinkReader {
  private let path: String
  private var position = 0
  /// The lines that were read, in order, without their LF.
  private(set) var rows: [String] = []

  init(_ path: String) { self.path = path }

  /// Reads the whole lines that have come.
  mutating func look() throws {
    let bytes = try FileContent.bytes(path)
    if bytes.count < position { position = 0 }
    let fresh = bytes[position...]
    guard let end = fresh.lastIndex(of: UInt8(ascii: "\n")) else { return }
    rows += fresh[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    position = end + 1
  }
}
