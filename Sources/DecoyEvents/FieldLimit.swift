import Syslog

/// Shortens what a record's `fields` hold until the object fits its consumer's column.
///
/// Counted is the object as the consumer writes it: JSON of ASCII alone, `": "` after names and `", "` between
/// members.
struct FieldLimit {
  /// The most bytes the object may have.
  static let bytes = 65_535

  /// A field as it will be written.
  struct Text {
    /// The name's bytes, in the line.
    var name: Range<Int>
    /// The value, unescaped.
    var value: [UInt8]
    /// What the value takes between its quotes.
    var cost: Int
    /// Whether the value has lost its end.
    var isShortened = false
  }

  /// The fields, cut to the limit.
  private(set) var texts: [Text]
  /// Whether anything was cut.
  private(set) var isCut = false

  /// Whether fields that take up `count` bytes of a line are sure to fit without a closer look.
  static func fits(lineBytes count: Int) -> Bool {
    // Six times for the bytes, and `"": "", ` for a parameter that needs at least `a="" `.
    count < (bytes - 64) / (JSONText.worstGrowth + 2)
  }

  /// - Parameter remotePort: a field that is no parameter of the line, counted and never cut.
  init(fields: [DecoyEvent.Field], remotePort: Range<Int>?, in line: UnsafeRawBufferPointer) {
    // The braces, and each member with the `, ` that the last one does without.
    var size = remotePort.map { #""remote_port": "", "#.utf8.count + $0.count } ?? 0
    texts = fields.map { field in
      var value: [UInt8] = []
      if field.hasBackslash {
        StructuredData.unescape(line.slice(field.value)) { value.append(contentsOf: $0) }
      } else {
        value.append(contentsOf: line.slice(field.value))
      }
      return Text(name: field.name, value: value, cost: value.withUnsafeBytes { JSONText.asciiCost(of: $0) })
    }
    let frames = texts.map { Self.frame(of: $0, in: line) }
    for (text, frame) in zip(texts, frames) { size += frame + text.cost }
    guard size > Self.bytes else { return }
    isCut = true
    // What the names alone leave no room for: those with the longest names go, so that one long name of an
    // attacker's costs no other field.
    var names = size - texts.reduce(0) { $0 + $1.cost }
    var dropped: Set<Int> = []
    for index in texts.indices.sorted(by: { (frames[$0], $0) > (frames[$1], $1) }) where names > Self.bytes {
      names -= frames[index]
      size -= frames[index] + texts[index].cost
      dropped.insert(index)
    }
    texts = texts.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    shorten(by: size - Self.bytes)
  }

  /// `"name": "", `
  private static func frame(of text: Text, in line: UnsafeRawBufferPointer) -> Int {
    8 + JSONText.asciiCost(of: line.slice(text.name))
  }

  /// Takes from the longest value, then from the next.
  private mutating func shorten(by excess: Int) {
    var excess = excess
    let longestFirst = texts.indices.sorted { (texts[$0].cost, $1) > (texts[$1].cost, $0) }
    for index in longestFirst where excess > 0 {
      excess -= texts[index].shorten(by: excess)
    }
  }
}

extension FieldLimit.Text {
  /// Cuts whole characters off the end until at least `excess` bytes of cost are gone, or all.
  ///
  /// - Returns: how many bytes of cost are gone.
  fileprivate mutating func shorten(by excess: Int) -> Int {
    let budget = max(0, cost - excess)
    let (kept, keptCost) = value.withUnsafeBytes { bytes in
      var index = 0
      var sum = 0
      while index < bytes.count {
        let (cost, count) = JSONText.asciiCost(of: bytes, at: index)
        guard sum + cost <= budget else { break }
        sum += cost
        index += count
      }
      return (index, sum)
    }
    defer { cost = keptCost }
    isShortened = kept < value.count
    value.removeSubrange(kept...)
    return cost - keptCost
  }
}
