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
      StructuredData.unescape(line.slice(field.value)) { value.append(contentsOf: $0) }
      return Text(name: field.name, value: value, cost: value.withUnsafeBytes { JSONText.asciiCost(of: $0) })
    }
    for text in texts { size += Self.frame(of: text, in: line) + text.cost }
    if size > Self.bytes { shorten(by: size - Self.bytes, in: line) }
  }

  /// `"name": "", `
  private static func frame(of text: Text, in line: UnsafeRawBufferPointer) -> Int {
    8 + JSONText.asciiCost(of: line.slice(text.name))
  }

  /// Takes from the longest value, then from the next; when all are empty, drops fields from the last on.
  private mutating func shorten(by excess: Int, in line: UnsafeRawBufferPointer) {
    isCut = true
    var excess = excess
    let longestFirst = texts.indices.sorted { (texts[$0].cost, $1) > (texts[$1].cost, $0) }
    for index in longestFirst where excess > 0 {
      excess -= texts[index].shorten(by: excess)
    }
    while excess > 0, let last = texts.popLast() {
      excess -= Self.frame(of: last, in: line)
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
    value.removeSubrange(kept...)
    return cost - keptCost
  }
}
