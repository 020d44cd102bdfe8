internal import Basics
internal import Records
internal import Terminal

/// What stands above the panels.
struct TopHeader {
  let model: TopModel
  let state: TopState
  let numbers: CollectorNumbers

  /// Columns of the small picture of the last minute.
  private static let sparkColumns = 20

  /// One line of what is shown, and as many of numbers as they need, at most two.
  func lines(columns: Int) -> [StyledLine] {
    let lines = [first(columns)] + Self.flow(items, columns: columns).prefix(2)
    return lines.map { $0.cut(to: columns) }
  }

  private func first(_ columns: Int) -> StyledLine {
    var line = StyledLine("decklog top", .bold)
    line.append("  collector \(numbers.state ?? "–")", numbers.state == nil ? .dim : TerminalStyle(.green))
    let up = Int((model.now.nanoseconds - model.began.nanoseconds) / 1_000_000_000)
    var marks = StyledLine()
    // First what must not be missed where the line is cut.
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
    where seconds.isMultiple(of: unit) {
      return "\(seconds / unit)\(name)"
    }
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

  /// Lines of items, two blanks between them.
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
