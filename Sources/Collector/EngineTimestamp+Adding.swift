import DockerEngine

extension EngineTimestamp {
  /// The moment so much later, as far as there are moments.
  func adding(nanoseconds more: Int64) -> EngineTimestamp {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(more)
    return EngineTimestamp(nanoseconds: overflow ? (more < 0 ? .min : .max) : sum)
  }
}
