/// Amounts with a unit, such as `12h` or `5GB`.
package enum Amount {
  private static let seconds: [Substring: Int64] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000,
  ]
  private static let bytes: [Substring: Int64] = [
    "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
  ]

  /// Seconds in a positive span such as `12h`, `30d` or `8w`; `nil` for any other text.
  package static func seconds(_ text: String) -> Int64? { amount(text, seconds) }

  /// Bytes in a positive size such as `500MB`, `5GB` or `2GiB`; `nil` for any other text.
  package static func bytes(_ text: String) -> Int64? { amount(text, bytes) }

  private static func amount(_ text: String, _ units: [Substring: Int64]) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard 1...15 ~= digits.utf8.count, let unit = units[text.dropFirst(digits.count)],
      let number = Int64(digits)
    else { return nil }
    let (amount, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow || amount == 0 ? nil : amount
  }
}
