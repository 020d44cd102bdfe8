/// A number of bytes for people.
enum ByteText {
  private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// Such as `512 bytes`, `1.5 GiB`; cut to one digit behind the point, never rounded up.
  static func text(_ bytes: Int) -> String {
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var index = 0
    var scale = 1024
    while index + 1 < units.count, bytes / scale >= 1024 {
      scale *= 1024
      index += 1
    }
    return "\(bytes / scale).\(bytes / (scale / 1024) % 1024 * 10 / 1024) \(units[index])"
  }
}
