import Glibc
import Syslog

/// A line as the raw log has it.
public enum RawLine {
  /// A CR is written in rsyslog's notation: some readers end a line at it, and an attacker could use that to
  /// forge one.
  private static let carriageReturn = Array("#015".utf8)

  /// Appends a line that is trimmed, without an LF.
  public static func append(_ line: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var rest = line
    while let base = rest.baseAddress, let hit = memchr(base, Int32(ASCII.carriageReturn), rest.count) {
      let index = UnsafeRawPointer(hit) - base
      output.append(contentsOf: rest.slice(0..<index))
      output.append(contentsOf: carriageReturn)
      rest = rest.slice((index + 1)..<rest.count)
    }
    output.append(contentsOf: rest)
  }
}
