import Glibc

/// Prints the round in which a crash happened.
enum CrashReport {
  /// Each worker's current round, or -1. Each element is written by its worker alone and read only in a crash, where a
  /// stale value is off by one round at worst.
  private nonisolated(unsafe) static var rounds = UnsafeMutableBufferPointer<Int>(start: nil, count: 0)

  /// Must be called before the first ``note(round:worker:)``.
  static func install(workers: Int) {
    rounds = .allocate(capacity: workers)
    rounds.initialize(repeating: -1)
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
      signal(number) { number in
        for round in CrashReport.rounds where round >= 0 {
          CrashReport.write("crash; a worker's round: ", round)
        }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Notes the round that a worker begins.
  static func note(round: Int, worker: Int) { rounds[worker] = round }

  /// Writes a line without allocating, since the heap may be what broke.
  private static func write(_ text: StaticString, _ number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
      var start = digits.count - 1
      digits[start] = UInt8(ascii: "\n")
      var rest = number
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      _ = Glibc.write(STDERR_FILENO, digits.baseAddress.unsafelyUnwrapped + start, digits.count - start)
    }
  }
}
