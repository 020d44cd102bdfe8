import Terminal

/// The progress of work of which nobody knows how much it is, told from within closures.
final class SharedProgress {
  private var bar: ProgressBar

  /// Progress that begins now.
  ///
  /// - Parameter label: what is done.
  init(_ label: String) { bar = ProgressBar(label, total: nil) }

  /// So many bytes more are done.
  func advance(by count: Int) { bar.advance(by: count) }
}
