/// Text that a container runtime keeps as a container's log (CRI), and that Podman calls json-file as well.
///
/// ```
/// 2026-11-24T14:33:37.312027123+01:00 stdout F a line
/// ```
enum RuntimeText {
  /// The longest time that a line begins with, in bytes.
  private static let longestTime = 35

  /// Whether bytes from the beginning of a file are such text.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let words = bytes.prefix(longestTime + 10).split(
      separator: UInt8(ascii: " "),
      maxSplits: 3,
      omittingEmptySubsequences: false
    )
    guard words.count == 4, isTime(words[0]) else { return false }
    return (words[1].elementsEqual("stdout".utf8) || words[1].elementsEqual("stderr".utf8))
      && (words[2].elementsEqual("F".utf8) || words[2].elementsEqual("P".utf8))
  }

  private static func isTime(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    20...longestTime ~= bytes.count
      && bytes.prefix(19).elementsEqual("0000-00-00T00:00:00".utf8) { byte, pattern in
        pattern == UInt8(ascii: "0") ? 0x30...0x39 ~= byte : byte == pattern
      }
  }
}
