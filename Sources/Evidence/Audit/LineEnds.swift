/// Where lines end in a file, as far as that is asked: a cheap way to see what can't stand in it.
///
/// Each segment of ours ends with a line. In a file that it was not written to, a line hardly ever ends at that place.
struct LineEnds: ~Copyable {
  private static let pieceLength = 1 << 20

  /// A file that is not compressed, which is asked for each byte.
  private var file: OpenFile? = nil
  private var known: Set<Int> = []
  /// How many lines the file has, where all of it was read.
  private(set) var lines: Int?

  /// Looks at a file. Where it is compressed, all of it is read.
  ///
  /// - Parameter places: where a line may end that is asked about.
  /// - Returns: `nil` where the file is no longer there.
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

  /// Whether a line ends before this offset.
  func contains(_ end: Int) -> Bool {
    switch file {
    case .some(let file):
      end <= file.size && FileBytes.match(file.descriptor, at: end - 1, [UInt8(ascii: "\n")])
    case nil: known.contains(end)
    }
  }
}
