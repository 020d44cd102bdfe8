import Syslog

extension IPAddress {
  /// A zone's name as two numbers, for fast comparison without allocation.
  @frozen
  @usableFromInline
  struct Zone: Sendable, Hashable {
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var second: UInt64 = 0

    @inlinable
    init() {}
  }

  /// The maximum length of a zone's name in bytes, as of Linux's network interfaces.
  static let longestZone = 15

  /// The same address in a zone; `nil` if the name is invalid.
  public func inZone(_ name: UnsafeRawBufferPointer) -> IPAddress? {
    guard 1...Self.longestZone ~= name.count, name.allSatisfy(Self.isInZoneName) else { return nil }
    var zone = Zone()
    for byte in name {
      zone.first = zone.first &<< 8 | zone.second &>> 56
      zone.second = zone.second &<< 8 | UInt64(byte)
    }
    return IPAddress(isV6: isV6, high: high, low: low, zone: zone)
  }

  /// A letter, a digit, `_`, `.` or `-`.
  private static func isInZoneName(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == ASCII.underscore || byte == ASCII.dot || byte == ASCII.hyphen
  }

  /// Whether it has a zone.
  public var hasZone: Bool { zone != Zone() }

  /// The same address without its zone.
  public var withoutZone: IPAddress { IPAddress(isV6: isV6, high: high, low: low) }

  /// The zone's name as spelled; empty without a zone.
  public var zoneName: [UInt8] {
    [zone.first, zone.second].flatMap { withUnsafeBytes(of: $0.bigEndian, Array.init) }.filter { $0 != 0 }
  }
}
