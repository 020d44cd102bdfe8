/// Finds how much of a payload an interrupted write has brought into a file.
enum InDoubtSearch {
  struct Match: Hashable {
    var start: Int
    var count: Int
  }

  /// - Parameters:
  ///   - payload: whole lines, or the end of one and whole lines.
  ///   - window: the file's content from where the write was expected.
  ///   - isWholeLines: whether the payload begins with a line.
  /// - Returns: `nil` if nothing can be distinguished from other writers' lines.
  static func match(
    _ payload: UnsafeRawBufferPointer,
    in window: UnsafeRawBufferPointer,
    endsFile: Bool,
    isWholeLines: Bool = true
  ) -> Match? {
    var best: Match?
    var start = 0
    while start < window.count {
      let rest = UnsafeRawBufferPointer(rebasing: window[start...])
      let count = commonPrefix(payload, rest)
      if count == payload.count { return Match(start: start, count: count) }
      let hasLine = payload[..<count].contains(UInt8(ascii: "\n"))
      // Another writer rarely gets between reading the size and the write: even an ambiguous match here is ours.
      if start == 0, hasLine { return Match(start: 0, count: count) }
      let reachesEnd = endsFile && count == rest.count
      if hasLine || (count > 0 && reachesEnd), count > best?.count ?? 0 {
        best = Match(start: start, count: count)
      }
      guard isWholeLines, let lineFeed = rest.firstIndex(of: UInt8(ascii: "\n")) else { return best }
      start += lineFeed + 1
    }
    return best
  }

  /// Searches the bytes at the end of a file.
  static func match(_ payload: UnsafeRawBufferPointer, in end: [UInt8], isWholeLines: Bool) -> Match? {
    end.withUnsafeBytes { match(payload, in: $0, endsFile: true, isWholeLines: isWholeLines) }
  }

  private static func commonPrefix(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int {
    var index = 0
    let count = min(first.count, second.count)
    while index < count, first[index] == second[index] { index += 1 }
    return index
  }
}
