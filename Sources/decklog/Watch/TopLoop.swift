import Basics
import EventViews
import Glibc
import Records
import Terminal

/// Reads records, waits for keys, and draws, in turns.
struct TopLoop: ~Copyable {
  /// Between two drawings without a key.
  private static let drawInterval = Duration.milliseconds(500)
  /// The longest wait for a key when there is nothing to read.
  private static let pause = Duration.milliseconds(250)
  /// The longest read before keys are looked at.
  private static let turn = Duration.milliseconds(100)

  private let screen: TerminalScreen
  private let filter: RecordFilter
  private var numbers: LedgerNumbers
  /// Seconds that the newest event took from the engine to here.
  private var lag: Double?
  /// Whether the records from before the start are read: only later ones have a lag.
  private var isLive = false
  private var source: FileRecordSource
  private var model: TopModel
  /// The model that is shown while the view is paused.
  private var still: TopModel?
  private var state = TopState()

  /// Takes over the terminal.
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

  /// Runs until the user quits, and restores the terminal.
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
        // A key takes effect at once.
        drawn = nil
        guard take(event) else { return }
      }
    }
  }

  /// - Returns: whether there may be more to read.
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
    // Other writers' times may be in the future.
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
