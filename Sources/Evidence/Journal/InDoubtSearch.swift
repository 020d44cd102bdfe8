/// Finds how much of a payload a write that was cut has brought into a file.
enum InDoubtSearch {
  /// What was found.
  struct Match: Hashable {
    /// Where in the window the payload begins.
    var start: Int
    /// How many bytes of it are there.
    var count: Int
  }

  /// - Parameters:
  ///   - payload: what was to be written; whole lines, or the end of one and whole lines.
  ///   - window: what stands in the file from the place on at which the write was expected.
  ///   - endsFile: whether nothing stands behind the window.
  ///   - isWholeLines: whether the payload begins with a line.
  /// - Returns: `nil` where nothing of it can be told from what others wrote.
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
      // Others hardly ever come between the look at the file's size and the write, so that the expected place is
      // ours if it can be at all: their line may be the same as our first.
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

  private static func commonPrefix(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int {
    var index = 0
    let count = min(first.count, second.count)
    while index < count, first[index] == second[index] { index += 1 }
    return index
  }
}
