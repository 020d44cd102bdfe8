import Syslog

/// Shortens a record's `fields` until the object fits its consumer's column.
///
/// The limit is on the object as the consumer writes it: ASCII JSON with spaces after colons and commas.
struct FieldLimit {
  /// The maximum size of the object.
  static let bytes = 65_535

  struct Text {
    /// The name, as a range of the line.
    var name: Range<Int>
    /// The value, unescaped.
    var value: [UInt8]
    /// The size of the value between its quotes.
    var cost: Int
    var isShortened = false
  }

  private(set) var texts: [Text]
  private(set) var isCut = false

  /// Whether any fields in `count` bytes of a line fit.
  static func fits(lineBytes count: Int) -> Bool {
    // A byte becomes at most six, and `a="" `, the shortest parameter, gets `"": "", `.
    count < (bytes - 64) / (JSONText.worstGrowth + 2)
  }

  /// - Parameter remotePort: a field that is not a parameter of the line; it counts, but is never cut.
  init(fields: [DecoyEvent.Field], remotePort: Range<Int>?, in line: UnsafeRawBufferPointer) {
    // The braces cost as much as the `, ` that the last member doesn't have.
    var size = remotePort.map { #""remote_port": "", "#.utf8.count + $0.count } ?? 0
    texts = fields.map { field in
      var value: [UInt8] = []
      if field.hasBackslash {
        StructuredData.unescape(line.slice(field.value)) { value.append(contentsOf: $0) }
      } else {
        value.append(contentsOf: line.slice(field.value))
      }
      return Text(
        name: field.name,
        value: value,
        cost: value.withUnsafeBytes { JSONText.asciiPrefix(of: $0).cost }
      )
    }
    // `"name": "", `
    let frames = texts.map { 8 + JSONText.asciiPrefix(of: line.slice($0.name)).cost }
    for (text, frame) in zip(texts, frames) { size += frame + text.cost }
    guard size > Self.bytes else { return }
    isCut = true
    // If the names alone are too long, drop the longest, so that an attacker's long name costs no other field.
    var names = size - texts.reduce(0) { $0 + $1.cost }
    var dropped: Set<Int> = []
    for index in texts.indices.sorted(by: { (frames[$0], $0) > (frames[$1], $1) }) where names > Self.bytes {
      names -= frames[index]
      size -= frames[index] + texts[index].cost
      dropped.insert(index)
    }
    texts = texts.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    // Shorten the longest value, then the next.
    let longestFirst = texts.indices.sorted { (texts[$0].cost, $1) > (texts[$1].cost, $0) }
    for index in longestFirst where size > Self.bytes { size -= texts[index].shorten(by: size - Self.bytes) }
  }
}

extension FieldLimit.Text {
  /// Removes characters at the end until the cost is at least `excess` lower, or 0.
  ///
  /// - Returns: by how much the cost is lower.
  fileprivate mutating func shorten(by excess: Int) -> Int {
    let budget = max(0, cost - excess)
    let kept = value.withUnsafeBytes { JSONText.asciiPrefix(of: $0, fitting: budget) }
    defer { cost = kept.cost }
    isShortened = kept.count < value.count
    value.removeSubrange(kept.count...)
    return cost - kept.cost
  }
}
