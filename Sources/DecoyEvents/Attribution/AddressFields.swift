import Syslog

/// The fields of an event that may hold the attacker's address.
struct AddressFields {
  static let count = 7

  /// Bit n is set if one of the names, or `remote_port`, has n bytes.
  private static let lengths: UInt32 = 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9 | 1 << 11

  /// The index of each name's field, in the names' order of precedence; valid if ``has(_:)``.
  private(set) var inOrder = InlineArray<7, Int>(repeating: 0)
  private(set) var hasRemotePort = false
  private var met: UInt8 = 0

  init() {}

  init(of fields: [DecoyEvent.Field], in line: ByteText) {
    for index in fields.indices { add(fields[index].name, of: index, in: line) }
  }

  /// Adds the field at `index` if its name matters.
  @inline(always)
  mutating func add(_ name: Range<Int>, of index: Int, in line: ByteText) {
    // Most names have another length.
    let length = name.upperBound &- name.lowerBound
    if length <= 11, Self.lengths &>> UInt32(truncatingIfNeeded: length) & 1 != 0 {
      add(line.slice(name), of: index)
    }
  }

  private mutating func add(_ name: UnsafeRawBufferPointer, of index: Int) {
    if let rank = Self.rank(of: name) {
      inOrder[rank] = index
      met |= 1 << rank
    } else if name == "remote_port" {
      hasRemotePort = true
    }
  }

  var hasAny: Bool { met != 0 }

  @inline(always)
  func has(_ rank: Int) -> Bool { met &>> UInt8(truncatingIfNeeded: rank) & 1 != 0 }

  /// A name's place in the order of precedence; `nil` for other names. Case matters.
  @inline(always)
  static func rank(of name: UnsafeRawBufferPointer) -> Int? {
    switch name.count {
    case 2: name == "ip" ? 6 : nil
    case 3: name == "src" ? 1 : nil
    case 6: name == "src_ip" ? 0 : nil
    case 9:
      name == "client_ip" ? 2 : name == "remote_ip" ? 3 : name == "target_ip" ? 5 : nil
    case 11: name == "remote_addr" ? 4 : nil
    default: nil
    }
  }
}
