/// The holder of a collector's lock, in words.
enum LockText {
  static func text(_ holder: LockFacts.Holder) -> String {
    switch holder {
    case .nobody: "no collector has its lock"
    case .process(.some(let number)): "process \(number) has its lock"
    case .process(nil): "a process has its lock"
    case .unknown(let why): "its lock can't be looked at (\(why))"
    }
  }
}

extension LockFacts {
  /// Whether a collector runs.
  var isHeld: Bool { if case .process = holder { true } else { false } }

  /// The number of the collector's process, where it is known.
  var process: Int32? { if case .process(let number) = holder { number } else { nil } }
}
