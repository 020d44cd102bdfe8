internal import Basics

/// Tells whether two files have the same content before an offset, as far as the last bytes of it show.
enum Fingerprint {
  /// How many bytes before the offset count.
  static let length = 4096

  /// The fingerprint of bytes; of none it is empty.
  static func make(_ bytes: some Collection<UInt8>) -> String {
    bytes.isEmpty ? "" : SHA256.hash(bytes).hexadecimal
  }
}
