/// What a progress bar says.
struct ProgressLine: Sendable, Hashable {
  /// What is done.
  var label: String
  var unit: ProgressUnit
  /// How much of it there is; `nil` where nobody knows.
  var total: Int?

  private static let barWidth = 20

  /// The line.
  ///
  /// - Parameters:
  ///   - done: how much is done.
  ///   - elapsed: since the work began; more than nothing.
  ///   - columns: the terminal's; one stays free, so that the cursor has its place.
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
      // The file may have grown since.
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
