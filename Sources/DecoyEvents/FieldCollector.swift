import Syslog

/// Collects the parameters of a line that become its record's `fields`: those of the framework's own elements,
/// and of each name the last.
struct FieldCollector {
  /// The SD-ID of the framework's own elements.
  static let ownElement: StaticString = "relay@55555"
  /// Up to how many parameters are compared pair by pair; a line with more is hostile, and costs must not grow
  /// with their square.
  private static let pairwiseLimit = 16

  /// Where the message begins, or the fault; see ``StructuredData``.
  let end: Int
  /// Whether the grammar is broken there.
  let isMalformed: Bool
  /// Which of the fields may hold the attacker's address.
  private(set) var addressFields = AddressFields()

  /// Reads the structured data that `line` has from `rest` on.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - rest: where in it structured data and message begin.
  ///   - fields: takes the fields, in the order of the line. What it holds is written over, since emptying an
  ///     array costs more than reading a parameter.
  @inline(always)
  init(reading line: ByteText, from rest: Int, into fields: inout [DecoyEvent.Field]) {
    var reader = StructuredDataReader(line, from: rest)
    var element = 0
    var isElementOwn = false
    var names: UInt64 = 0
    var mayRepeat = false
    var count = 0
    while let parameter = reader.next() {
      if parameter.element.lowerBound != element {
        element = parameter.element.lowerBound
        isElementOwn = line.slice(parameter.element) == Self.ownElement
      }
      guard isElementOwn else { continue }
      if count < fields.count { fields[count] = parameter } else { fields.append(parameter) }
      let bit = Self.bit(of: parameter.name, in: line)
      mayRepeat = mayRepeat || names & bit != 0
      names |= bit
      addressFields.add(parameter.name, of: count, in: line)
      count &+= 1
    }
    end = reader.end
    isMalformed = reader.isMalformed
    if count < fields.count { fields.removeLast(fields.count &- count) }
    // Names that aren't ASCII may become the same when they are repaired.
    if mayRepeat || reader.hasNameBeyondASCII, fields.count > 1 {
      Self.keepLast(of: &fields, in: line)
      addressFields = AddressFields(of: fields, in: line)
    }
  }

  /// One of 64 bits for a name: most lines repeat no name, and no bit shows it.
  ///
  /// Made of the last two bytes and the length; before a name of one byte stands SP.
  @inline(always)
  private static func bit(of name: Range<Int>, in line: ByteText) -> UInt64 {
    let ending = UnsafeRawPointer(line.base + name.upperBound).loadUnaligned(
      fromByteOffset: -2,
      as: UInt16.self
    )
    let length = UInt64(truncatingIfNeeded: name.upperBound &- name.lowerBound)
    let hash = (UInt64(ending) &+ length &<< 16) &* 0x9E37_79B9_7F4A_7C15
    return 1 &<< (hash &>> 58)
  }

  /// Drops what a later parameter of the same name replaces.
  @inline(never)
  private static func keepLast(of fields: inout [DecoyEvent.Field], in line: ByteText) {
    let areASCII = fields.allSatisfy { line.slice($0.name).allSatisfy { $0 < 0x80 } }
    if fields.count <= pairwiseLimit, areASCII {
      keepLastByComparing(&fields, in: line)
    } else {
      keepLastByRepairedName(&fields, in: line)
    }
  }

  private static func keepLastByComparing(_ fields: inout [DecoyEvent.Field], in line: ByteText) {
    var index = 0
    while index < fields.count &- 1 {
      let name = line.slice(fields[index].name)
      var later = index &+ 1
      while later < fields.count, !(name == line.slice(fields[later].name)) { later &+= 1 }
      if later < fields.count { fields.remove(at: index) } else { index &+= 1 }
    }
  }

  /// Names that differ only in bytes that aren't UTF-8 are the same name in the record.
  private static func keepLastByRepairedName(_ fields: inout [DecoyEvent.Field], in line: ByteText) {
    var seen = Set<[UInt8]>(minimumCapacity: fields.count)
    var kept: [DecoyEvent.Field] = []
    for field in fields.reversed() where seen.insert(UTF8Text.repaired(line.slice(field.name))).inserted {
      kept.append(field)
    }
    kept.reverse()
    fields = kept
  }
}
