internal import Files
internal import RotatedFiles

/// Tells whether lines end at certain offsets of a file: a cheap way to rule out segments.
///
/// Each of our segments ends with a line. In a file that it wasn't written to, hardly any line ends at that offset.
struct LineEnds: ~Copyable {
  private static let pieceLength = 1 << 20

  private var file: OpenFile? = nil
  private var known: Set<Int> = []
  /// How many lines the file has, if all of it was read.
  private(set) var lines: Int?

  /// Opens a file. A compressed one is read completely.
  ///
  /// - Parameter places: the offsets that will be asked about.
  /// - Returns: `nil` if the file is gone.
  init?(_ file: AuditedFile, _ places: @autoclosure () -> [Int], noteRead: (Int) -> Void)
    throws(EvidenceError)
  {
    guard file.isCompressed else {
      guard let open = try file.open() else { return nil }
      self.file = consume open
      return
    }
    guard var content = try file.content() else { return nil }
    let places = places().filter { $0 > 0 }.sorted()
    var (next, position, count) = (0, 0, 0)
    var piece = [UInt8](repeating: 0, count: Self.pieceLength)
    while true {
      let length = piece.withUnsafeMutableBytes { content.read(into: $0) }
      guard length > 0 else { break }
      while next < places.count, places[next] <= position + length {
        if piece[places[next] - 1 - position] == UInt8(ascii: "\n") { known.insert(places[next]) }
        next += 1
      }
      count += piece.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[..<length]).lineCount }
      position += length
      noteRead(length)
    }
    lines = count
  }

  func contains(_ end: Int) -> Bool {
    switch file {
    case .some(let file):
      end <= file.size && FileBytes.match(file.descriptor, at: end - 1, [UInt8(ascii: "\n")])
    case nil: known.contains(end)
    }
  }
}
