/// The text of a progress bar.
struct ProgressLine: Sendable, Hashable {
  var label: String
  var unit: ProgressUnit
  /// `nil` if unknown.
  var total: Int?

  private static let barWidth = 20

  /// The line, one column narrower than the terminal, since the cursor needs one.
  func text(done: Int, elapsed: Duration, columns: Int) -> String {
    let (whole, part) = elapsed.components
    let seconds = max(Double(whole) + Double(part) * 1e-18, 0.001)
    let rate = Double(done) / seconds
    let perSecond = unit.text(Int(rate)) + "/s"
    let parts: [String]
    if let total, total > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * Double(Self.barWidth))
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barWidth - filled)
      // A file may grow beyond its initial size.
      let left = rate > 0 ? Double(max(0, total - done)) / rate : 0
      let time = rate > 0 && left < 1e6 ? NumberText.duration(seconds: Int(left.rounded(.up))) + " left" : ""
      parts = [
        label, "\(Int(share * 100))%", "[\(bar)]", "\(unit.text(done)) of \(unit.text(total))", perSecond,
        time,
      ]
    } else {
      parts = [label, unit.text(done), perSecond, NumberText.duration(seconds: Int(whole))]
    }
    let line = parts.filter { !$0.isEmpty }.joined(separator: "  ")
    return TerminalText.printable(line, columns: max(1, columns - 1))
  }
}

package enum ProgressUnit: Sendable, Hashable {
  /// Shown as kB, MB, …
  case bytes
  /// A plural: `records`.
  case items(String)

  /// An amount: `1.2 GB`, `12,345 records`.
  func text(_ amount: Int) -> String {
    switch self {
    case .bytes: NumberText.bytes(amount)
    case .items(let name): "\(NumberText.grouped(amount)) \(name)"
    }
  }
}
