internal import CDecklog
internal import Glibc

/// Whether this host's clock is synchronised.
struct ClockCheck: Check {
  enum Values: Sendable, Hashable {
    case synchronized
    case drifting
    /// Why the kernel doesn't tell.
    case unknown(String)
  }

  let name = "clock"

  /// Asks the kernel (adjtimex(2)).
  func probe(_ survey: Survey) async throws(Late) -> Values {
    switch decklog_clock_is_synchronized() {
    case 1: .synchronized
    case 0: .drifting
    case let code: .unknown(String(cString: strerror(-code)))
    }
  }

  func judge(_ clock: Values) -> Finding? {
    switch clock {
    case .synchronized: .ok("synchronised")
    case .drifting:
      .warning(
        "nothing synchronises this host's clock",
        advice:
          "`sudo timedatectl set-ntp true`, or install chrony: otherwise times of events are no evidence."
      )
    case .unknown(let why): .skipped("the kernel does not tell: \(why)")
    }
  }
}
