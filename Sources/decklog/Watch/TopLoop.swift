import Basics
import EventViews
import Glibc
import Records
import Terminal

/// Reads, waits for keys, and draws, in turns.
struct TopLoop: ~Copyable {
  /// What is drawn by itself is drawn so often.
  private static let drawInterval = Duration.milliseconds(500)
  /// How long to wait where there is nothing to read.
  private static let pause = Duration.milliseconds(250)
  /// How long to read before keys are looked at.
  private static let turn = Duration.milliseconds(100)

  private let screen: TerminalScreen
  private let filter: RecordFilter
  /// What the collector says of itself.
  private var numbers: LedgerNumbers
  /// How long the newest event took from the engine until here, in seconds.
  private var lag: Double?
  /// Whether all that was there at the beginning is read: only what comes afterwards tells of a lag.
  private var isLive = false
  private var source: FileRecordSource
  private var model: TopModel
  /// The model that is shown while the view stands still.
  private var still: TopModel?
  private var state = TopState()

  /// Takes the terminal.
  init(
    source: consuming FileRecordSource,
    model: TopModel,
    filter: RecordFilter,
    numbers: LedgerNumbers
  ) throws(TerminalError) {
    screen = try TerminalScreen(isColoured: TerminalEnvironment.isColoured(STDOUT_FILENO))
    self.source = source
    self.model = model
    self.filter = filter
    self.numbers = numbers
  }

  /// Runs until somebody ends it; the terminal is given back then.
  mutating func run() {
    defer { screen.leave() }
    var drawn: ContinuousClock.Instant?
    while true {
      let isMore = read()
      model.advance(to: .now)
      let now = ContinuousClock.now
      if drawn.map({ now - $0 >= Self.drawInterval }) ?? true {
        var shown = numbers.numbers(at: model.now)
        shown.lagSeconds = lag
        screen.draw(TopView.lines(still ?? model, state, shown, size: screen.size))
        drawn = now
      }
      for event in screen.wait(isMore ? .zero : Self.pause) {
        // Whoever presses a key sees at once what it does.
        drawn = nil
        guard take(event) else { return }
      }
    }
  }

  /// Reads for a turn.
  ///
  /// - Returns: whether there may be more.
  private mutating func read() -> Bool {
    let begin = ContinuousClock.now
    while let batch = source.next() {
      if let note = batch.notes.last { state.notice = note }
      let seen = model.seen
      model.add(batch, matching: filter)
      if isLive, model.seen > seen { measureLag() }
      if ContinuousClock.now - begin > Self.turn { return true }
    }
    isLive = true
    return false
  }

  private mutating func measureLag() {
    guard let observed = model.lastEvents(limit: 1).first?.observed, let time = RecordTime(observed) else {
      return
    }
    // Other writers' times may be any.
    lag = max(0, Double(RecordTime.now.nanoseconds) - Double(time.nanoseconds)) / 1e9
  }

  /// - Returns: whether to go on.
  private mutating func take(_ event: TerminalScreen.Event) -> Bool {
    switch event {
    case .resized: return true
    case .ended: return false
    case .key(let key):
      switch state.take(key, rows: (still ?? model).count(state.panel)) {
      case .none: return true
      case .quit: return false
      case .pause:
        still = state.isPaused ? model : nil
        return true
      }
    }
  }
}
