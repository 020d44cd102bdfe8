internal import Crypto

/// Tells whether two files have the same content before an offset, as far as the last bytes of it show.
enum Fingerprint {
  /// How many bytes before the offset count.
  static let length = 4096

  /// The fingerprint of bytes; of none it is empty.
  static func make(_ bytes: some Collection<UInt8>) -> String {
    guard !bytes.isEmpty else { return "" }
    let hexDigits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    var hash = SHA256()
    hash.update(data: Array(bytes))
    for byte in hash.finalize() {
      text.append(hexDigits[Int(byte >> 4)])
      text.append(hexDigits[Int(byte & 0xF)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
