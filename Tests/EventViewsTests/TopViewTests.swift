import EventViews
import Records
import Terminal
import Testing

@Suite("The screen of decklog top")
struct TopViewTests {
  private static let numbers = CollectorNumbers(
    state: "running",
    heldBack: 1234,
    dropped: 5,
    gaps: 1,
    lagSeconds: 0.25
  )

  private static let model: TopModel = {
    var model = TopModel(window: 900, now: SampleRecords.time(ago: 754))
    model.advance(to: SampleRecords.now)
    for record in SampleRecords.attack() { model.add(record) }
    return model
  }()

  private static func state(after keys: [Key]) -> TopState {
    var state = TopState()
    for key in keys { _ = state.take(key, rows: model.count(state.panel)) }
    return state
  }

  @Test(
    arguments: [
      ("80x24", 80, 24, []), ("40x12", 40, 12, []), ("200x60", 200, 60, []),
      ("80x24-credentials", 80, 24, [.character("5"), .enter]), ("80x24-help", 80, 24, [.character("?")]),
      ("80x24-paused", 80, 24, [.character("p"), .down, .down]), ("40x12-last", 40, 12, [.backTab]),
    ] as [(String, Int, Int, [Key])]
  )
  func `Looks like the reviewed rendering`(name: String, columns: Int, rows: Int, keys: [Key]) throws {
    let size = TerminalSize(columns: columns, rows: rows)
    let lines = TopView.lines(Self.model, Self.state(after: keys), Self.numbers, size: size)
    try GoldenFrame.expect(lines.map(\.text), name)
  }

  @Test func `Fits whatever terminal there is, whatever the attacker wrote and whatever is chosen`() {
    var model = TopModel(window: 60, now: SampleRecords.now)
    for text in SampleRecords.hostileTexts { model.add(SampleRecords.hostile(text)) }
    let sequences: [[Key]] = [[], [.enter], [.character("?")], [.character("6")], [.character("3"), .end]]
    for (columns, rows) in [
      (1, 1), (2, 2), (5, 3), (10, 4), (39, 5), (63, 7), (64, 9), (80, 24), (119, 11), (120, 30),
      (1000, 1000),
    ] {
      for keys in sequences {
        let size = TerminalSize(columns: columns, rows: rows)
        let lines = TopView.lines(model, Self.state(after: keys), CollectorNumbers(), size: size)
        #expect(lines.count == rows)
        #expect(lines.allSatisfy { $0.width <= columns })
        let text = lines.map { $0.encoded(isColoured: false) }.joined()
        #expect(
          text.unicodeScalars.allSatisfy { $0.value >= 0x20 && ![0x7F, 0x202E, 0x2028].contains($0.value) }
        )
      }
    }
  }

  @Test func `Shows unknown and bad values, and notices`() {
    let size = TerminalSize(columns: 200, rows: 24)
    let model = TopModel(window: 5400, now: SampleRecords.now)
    var state = TopState()
    let unknown = TopView.lines(model, state, CollectorNumbers(), size: size).map(\.text)
    #expect(unknown[0] == "decklog top  collector –  up 0:00  window 90m")
    #expect(unknown[1].hasSuffix("seen 0  lag –  gaps –  held back –  dropped –"))
    state.notice = "records were missed\u{1B}[2J"
    let lines = TopView.lines(model, state, CollectorNumbers(lagSeconds: 7200), size: size)
    #expect(lines.last?.text == "records were missed\u{FFFD}[2J")
    #expect(lines[1].text.contains("lag 2:00:00"))
    for lag in [Double.nan, .infinity, -1] {
      #expect(
        TopView.lines(model, state, CollectorNumbers(lagSeconds: lag), size: size)[1].text.contains("lag –")
      )
    }
  }

  @Test func `Has only titles without records`() {
    let model = TopModel(window: 900, now: SampleRecords.now)
    let lines = TopView.lines(model, TopState(), CollectorNumbers(), size: .standard).map(\.text)
    #expect(lines.contains { $0.hasPrefix("1>ATTACKERS (0)") })
    #expect(lines.contains { $0.hasPrefix("–") })
  }

  @Test func `Is printed once, uncut`() throws {
    try GoldenFrame.expect(TopReport.lines(Self.model).map(\.text).map { String($0.prefix(200)) }, "report")
    #expect(TopReport.lines(Self.model).contains { $0.width > 65_000 } == false)
  }
}
