internal import Glibc

/// Shows the progress of a long task on standard error, if that is a terminal, and removes it at the end.
///
/// Call ``hide()`` before writing to the same terminal. If nothing is shown, a step costs an addition and a comparison.
package struct ProgressBar: ~Copyable {
  /// The default for how much is done between looks at the clock, in bytes.
  package static let defaultStride = 256 << 10

  private let line: ProgressLine
  private let stride: Int
  private let descriptor: Int32
  private let begin = ContinuousClock.now
  private var pace = ProgressPace()
  private var isShown = false
  private var nextLook: Int
  package private(set) var done = 0

  /// A bar that starts now.
  ///
  /// - Parameters:
  ///   - total: how much there is to do; `nil` if unknown.
  ///   - stride: how much is done between looks at the clock.
  ///   - isWanted: `false` shows nothing, such as when output goes to the same terminal.
  package init(
    _ label: String,
    total: Int?,
    unit: ProgressUnit = .bytes,
    stride: Int = Self.defaultStride,
    isWanted: Bool = true
  ) {
    let isCapable = ColourChoice.isCapable(terminal: TerminalEnvironment.value("TERM") ?? "")
    self.init(
      ProgressLine(label: label, unit: unit, total: total),
      stride: stride,
      descriptor: isWanted && isCapable && isatty(STDERR_FILENO) == 1 ? STDERR_FILENO : nil
    )
  }

  /// - Parameter descriptor: the terminal; `nil` shows nothing.
  init(_ line: ProgressLine, stride: Int, descriptor: Int32?) {
    self.line = line
    self.stride = max(1, stride)
    self.descriptor = descriptor ?? -1
    nextLook = descriptor == nil ? .max : self.stride
  }

  deinit { if isShown { Self.write("\r\u{1B}[K", to: descriptor) } }

  @inline(__always)
  package mutating func advance(by count: Int) {
    done += count
    if done >= nextLook { look() }
  }

  /// Removes the line until it is next shown.
  package mutating func hide() {
    guard isShown else { return }
    isShown = false
    Self.write("\r\u{1B}[K", to: descriptor)
  }

  private mutating func look() {
    nextLook = done + stride
    let elapsed = ContinuousClock.now - begin
    guard pace.isDue(elapsed) else { return }
    let columns = (TerminalSize(of: descriptor) ?? .standard).columns
    Self.write("\r" + line.text(done: done, elapsed: elapsed, columns: columns) + "\u{1B}[K", to: descriptor)
    isShown = true
  }

  /// Writes once; what a terminal doesn't accept is not worth a retry.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// When to show progress: not for short tasks, and not more often than a person can read.
struct ProgressPace: Sendable, Hashable {
  /// Shorter tasks show nothing.
  static let delay = Duration.seconds(2)
  /// The least time between two updates.
  static let interval = Duration.milliseconds(100)

  private var next = delay

  /// Whether to show it, so long after the start.
  mutating func isDue(_ elapsed: Duration) -> Bool {
    guard elapsed >= next else { return false }
    next = elapsed + Self.interval
    return true
  }
}
