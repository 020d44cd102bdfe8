/// Formats numbers for people.
package enum NumberText {
  /// `1234567` as `1,234,567`.
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// Bytes in decimal units with three digits: `999 B`, `1.23 kB`, `45.6 MB`.
  package static func bytes(_ count: Int) -> String {
    scaled(Double(count), ["B", "kB", "MB", "GB", "TB", "PB", "EB"])
  }

  /// A rate with three digits: `0`, `0.25`, `8.4`, `12.0 k`.
  package static func rate(_ perSecond: Double) -> String {
    if perSecond == 0 { return "0" }
    return perSecond < 1000 ? figures(perSecond) : scaled(perSecond, ["", "k", "M", "G"])
  }

  /// A duration: `0:07`, `12:34`, `1:02:03`, `3d 04h`.
  package static func duration(seconds: Int) -> String {
    let seconds = max(0, seconds)
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
    if days > 0 { return "\(days)d \(two(hours))h" }
    let end = two(seconds % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(end)" : "\(minutes):\(end)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func scaled(_ number: Double, _ units: [String]) -> String {
    var number = number
    var unit = 0
    // Would round to 1000.
    while number >= 999.5, unit < units.count - 1 {
      number /= 1000
      unit += 1
    }
    return (unit == 0 ? String(Int(number)) : figures(number)) + " " + units[unit]
  }

  /// Three digits, at most two of them decimals.
  private static func figures(_ number: Double) -> String {
    let places = number < 9.995 ? 2 : number < 99.95 ? 1 : 0
    let factor = [1, 10, 100][places]
    let scaled = Int((number * Double(factor)).rounded())
    guard places > 0 else { return String(scaled) }
    let fraction = String(scaled % factor)
    return "\(scaled / factor)." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}
