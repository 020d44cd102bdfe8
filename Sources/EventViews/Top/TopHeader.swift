internal import Basics
internal import Records
internal import Terminal

/// The header above the panels.
struct TopHeader {
  let model: TopModel
  let state: TopState
  let numbers: CollectorNumbers

  /// The width of the last minute's sparkline.
  private static let sparkColumns = 20

  /// A line of state, and at most two of numbers.
  func lines(columns: Int) -> [StyledLine] {
    let lines = [first(columns)] + Self.flow(items, columns: columns).prefix(2)
    return lines.map { $0.cut(to: columns) }
  }

  private func first(_ columns: Int) -> StyledLine {
    var line = StyledLine("decklog top", .bold)
    line.append("  collector \(numbers.state ?? "–")", numbers.state == nil ? .dim : TerminalStyle(.green))
    let up = Int((model.now.nanoseconds - model.began.nanoseconds) / 1_000_000_000)
    var marks = StyledLine()
    // Important marks first, in case the line is cut.
    if state.isPaused { marks.append(" paused ", TerminalStyle(isBold: true, isReversed: true)) }
    if model.isApproximate { marks.append("  ~ counts approximate", TerminalStyle(.yellow)) }
    if model.notRead > 0 {
      marks.append("  not read \(NumberText.grouped(model.notRead))", TerminalStyle(.red))
    }
    if marks.width > 0 {
      line.append("  ")
      line.append(marks)
    }
    line.append("  up \(NumberText.duration(seconds: up))  window \(Self.span(model.window))")
    return line
  }

  /// `90s`, `15m`, `2h`: the largest unit that is exact.
  static func span(_ seconds: Int) -> String {
    for (unit, name) in [(604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m")]
    where seconds.isMultiple(of: unit) { return "\(seconds / unit)\(name)" }
    return "\(seconds)s"
  }

  private var items: [StyledLine] {
    var rate = StyledLine("events/s ")
    rate.append(NumberText.grouped(model.eventsInSecond), .bold)
    rate.append("  1 min ")
    rate.append(NumberText.rate(model.eventsPerSecond), .bold)
    var spark = StyledLine()
    spark.append(Sparkline.text(model.history, columns: Self.sparkColumns), TerminalStyle(.cyan))
    return [
      rate, spark, Self.item("seen", NumberText.grouped(model.seen)),
      Self.item("lag", numbers.lagSeconds.map { Self.lag($0) }),
      Self.item("gaps", numbers.gaps.map(NumberText.grouped), isBad: numbers.gaps.map { $0 > 0 } ?? false),
      Self.item("held back", numbers.heldBack.map(NumberText.grouped)),
      Self.item("dropped", numbers.dropped.map(NumberText.grouped)),
    ]
  }

  private static func lag(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    if seconds >= 60 { return NumberText.duration(seconds: Int(min(seconds, 1e9))) }
    return "\(Int(seconds)).\(Int(seconds * 10) % 10) s"
  }

  private static func item(_ name: String, _ value: String?, isBad: Bool = false) -> StyledLine {
    var line = StyledLine(name + " ")
    line.append(value ?? "–", isBad ? TerminalStyle(.red, isBold: true) : .bold)
    return line
  }

  /// Wraps items to lines.
  private static func flow(_ items: [StyledLine], columns: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    for item in items {
      guard var line = lines.last, line.width + 2 + item.width <= columns else {
        lines.append(item)
        continue
      }
      line.append("  ")
      line.append(item)
      lines[lines.count - 1] = line
    }
    return lines
  }
}

/// A collector's status; `nil` for what is unknown.
package struct CollectorNumbers: Sendable, Hashable {
  /// One word: `collecting`.
  package var state: String?
  /// Events held back during floods.
  package var heldBack: Int?
  /// Events of native daemons, which are not recorded.
  package var dropped: Int?
  /// Gaps in the containers' output.
  package var gaps: Int?
  /// The delay behind the containers, in seconds.
  package var lagSeconds: Double?

  package init(
    state: String? = nil,
    heldBack: Int? = nil,
    dropped: Int? = nil,
    gaps: Int? = nil,
    lagSeconds: Double? = nil
  ) {
    self.state = state
    self.heldBack = heldBack
    self.dropped = dropped
    self.gaps = gaps
    self.lagSeconds = lagSeconds
  }
}

/// A bar chart of one line.
enum Sparkline {
  private static let levels = Array("▁▂▃▄▅▆▇█")

  /// One character per group of numbers, for their sum, scaled to the highest.
  static func text(_ numbers: [Int], columns: Int) -> String {
    guard columns > 0, !numbers.isEmpty else { return "" }
    let size = max(1, (numbers.count + columns - 1) / columns)
    let sums = stride(from: 0, to: numbers.count, by: size).map { start in
      numbers[start..<min(start + size, numbers.count)].reduce(0, +)
    }
    let highest = max(1, sums.max() ?? 1)
    return String(sums.map { sum in sum == 0 ? levels[0] : levels[min(7, 1 + (sum * 7 - 1) / highest)] })
  }
}
