/// How long the head of a stream's answer is waited for.
enum HeadWait: Sendable, Hashable {
  /// A stream whose head hasn't come by then ends in ``EngineError/Code-swift.struct/timedOut``.
  case required(within: Duration)
  /// From then on the body is waited for, with the head before it: some engines and proxies hold the head back until
  /// there is something to send behind it.
  case optional(within: Duration)

  /// The time.
  var patience: Duration {
    switch self {
    case .required(let time), .optional(let time): time
    }
  }
}
