internal import Glibc

/// Shows on standard error, where that is a terminal, how far something is that takes long; and takes it away at its end.
///
/// Who writes to the same terminal meanwhile calls ``hide()`` before. Where nothing is shown, it costs an addition and a
/// comparison for each step.
public struct ProgressBar: ~Copyable {
  /// How much has to be done before the clock is looked at, unless said otherwise: bytes.
  public static let defaultStride = 256 << 10

  private let line: ProgressLine
  private let stride: Int
  private let descriptor: Int32
  private let begin = ContinuousClock.now
  private var pace = ProgressPace()
  private var isShown = false
  private var nextLook: Int
  /// How much is done.
  public private(set) var done = 0

  /// A bar that begins now.
  ///
  /// - Parameters:
  ///   - label: what is done.
  ///   - total: how much there is to do; `nil` where nobody knows.
  ///   - unit: what it is counted in.
  ///   - stride: how much has to be done before the clock is looked at.
  ///   - isWanted: `false` shows nothing, as where the output goes to the same terminal all the time.
  public init(
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

  /// So much more is done.
  @inline(__always)
  public mutating func advance(by count: Int) {
    done += count
    if done >= nextLook { look() }
  }

  /// Takes the line away until it is shown next.
  public mutating func hide() {
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

  /// In one piece; what a terminal doesn't take isn't worth a second try.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
