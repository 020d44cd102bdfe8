import Syslog

/// Collects a record's `fields`: parameters of the framework's own elements, the last of each name.
struct FieldCollector {
  /// The SD-ID of the framework's own elements.
  static let ownElement: StaticString = "relay@55555"
  /// The maximum number of parameters that are compared pairwise; beyond it the cost must not grow quadratically.
  private static let pairwiseLimit = 16

  /// See ``StructuredData/end``.
  let end: Int
  /// See ``StructuredData/isMalformed``.
  let isMalformed: Bool
  private(set) var addressFields = AddressFields()

  /// Reads the structured data of `line` from `rest` on.
  ///
  /// - Parameter fields: receives the fields, in the line's order. Its elements are overwritten, because emptying an
  ///   array costs more than reading a parameter.
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
    // Different names that aren't ASCII may be equal once they are repaired.
    if mayRepeat || reader.hasNameBeyondASCII, fields.count > 1 {
      Self.keepLast(of: &fields, in: line)
      addressFields = AddressFields(of: fields, in: line)
    }
  }

  /// Hashes a name to one of 64 bits: if no bit repeats, no name does.
  ///
  /// Uses the last two bytes and the length; a name of one byte has an SP before it.
  @inline(always)
  private static func bit(of name: Range<Int>, in line: ByteText) -> UInt64 {
    let end = UnsafeRawPointer(line.base + name.upperBound)
    let ending = end.loadUnaligned(fromByteOffset: -2, as: UInt16.self)
    let length = UInt64(truncatingIfNeeded: name.upperBound &- name.lowerBound)
    let hash = (UInt64(ending) &+ length &<< 16) &* 0x9E37_79B9_7F4A_7C15
    return 1 &<< (hash &>> 58)
  }

  /// Removes fields that a later one of the same name replaces.
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

  /// Names that differ only in invalid UTF-8 are equal in the record.
  private static func keepLastByRepairedName(_ fields: inout [DecoyEvent.Field], in line: ByteText) {
    var seen = Set<[UInt8]>(minimumCapacity: fields.count)
    let kept = fields.reversed().filter { field in
      seen.insert(Array(String(decoding: line.slice(field.name), as: UTF8.self).utf8)).inserted
    }
    fields = kept.reversed()
  }
}
