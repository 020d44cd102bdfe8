extension Duration {
  /// Whole milliseconds, as `poll` wants them; at least 0, rounded up, so that nobody turns in circles before it is time.
  package var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
