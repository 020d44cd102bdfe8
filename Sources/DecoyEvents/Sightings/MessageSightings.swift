import Syslog

/// Collects the addresses in a message.
enum MessageSightings {
  private static let longestListGap = 16

  /// Replaces `sightings` by those of `text`, in the text's order.
  ///
  /// Elements are overwritten, because emptying an array costs more than most messages' only sighting.
  static func collect(in text: UnsafeRawBufferPointer, into sightings: inout [Sighting]) {
    var count = 0
    var runs = AddressRuns(in: text)
    // The end of the last sighting or list item.
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
    // A single one needs no marks.
    if count > 1 { markQuoted(&sightings, in: text) }
  }

  /// Whether the text between two addresses makes them items of a list.
  private static func isListGap(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
    guard end - start <= longestListGap else { return false }
    let gap = text.slice(start..<end)
    return gap.allSatisfy(MessageByte.isListGap)
      && gap.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "|") }
  }

  /// Marks the sightings inside quotations, if the quotes are balanced.
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

/// What some of a message's sightings have in common, collected in one pass.
struct SightingGroup {
  private(set) var first: Sighting?
  private(set) var last: Sighting?
  /// The last with another address than the first.
  private(set) var lastOther: Sighting?
  private(set) var isOfOneKind = true

  var isEmpty: Bool { first == nil }
  var hasSeveralAddresses: Bool { lastOther != nil }

  mutating func add(_ sighting: Sighting) {
    last = sighting
    guard let first else {
      first = sighting
      return
    }
    if sighting.value != first.value { lastOther = sighting }
    if sighting.kind != first.kind { isOfOneKind = false }
  }
}
