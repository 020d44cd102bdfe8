import Syslog

/// Collects a message's sightings.
enum MessageSightings {
  private static let longestListGap = 16

  /// Replaces what `sightings` holds by those of `text`, in their order.
  ///
  /// It is written over, since emptying an array costs more than most messages' one sighting.
  static func collect(in text: UnsafeRawBufferPointer, into sightings: inout [Sighting]) {
    var count = 0
    var runs = AddressRuns(in: text)
    // Where the last sighting, or further item of a list, ended.
    var last: Int?
    while let run = runs.next() {
      guard let address = WrittenAddress(in: run, of: text), let sighting = Sighting(of: address, in: text)
      else { continue }
      let isItem =
        sighting.kind.isByShape
        && last.map { isListGap(text, from: $0, to: address.range.lowerBound) } ?? false
      last = address.range.upperBound
      if isItem { continue }
      if count < sightings.count { sightings[count] = sighting } else { sightings.append(sighting) }
      count += 1
    }
    if count < sightings.count { sightings.removeLast(sightings.count - count) }
    // One alone has nothing to be told from.
    if count > 1 { markQuoted(&sightings, in: text) }
  }

  /// Whether what stands between two addresses makes them items of one list.
  private static func isListGap(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
    guard end - start <= longestListGap else { return false }
    let gap = text.slice(start..<end)
    return gap.allSatisfy(MessageByte.isListGap)
      && gap.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "|") }
  }

  /// Marks what stands between quotes, where they come in pairs.
  private static func markQuoted(_ sightings: inout [Sighting], in text: UnsafeRawBufferPointer) {
    var quotes = UnescapedQuotes(in: text)
    var next = quotes.next()
    guard next != nil else { return }
    var count = 0
    for index in sightings.indices {
      while let quote = next, quote < sightings[index].range.lowerBound {
        count += 1
        next = quotes.next()
      }
      if count % 2 == 1, !sightings[index].traits.contains(.isQuoted) {
        sightings[index].traits.insert(.isInQuotes)
      }
    }
    while next != nil {
      count += 1
      next = quotes.next()
    }
    guard count % 2 == 1 else { return }
    for index in sightings.indices { sightings[index].traits.remove(.isInQuotes) }
  }
}
