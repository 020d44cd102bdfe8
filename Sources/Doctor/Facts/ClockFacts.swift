internal import CDecklog
internal import Glibc

/// Whether the kernel's clock is kept in step with others.
enum ClockFacts: Sendable, Hashable {
  case synchronized
  case drifting
  /// It may not be asked here; why.
  case unknown(String)

  /// Asks the kernel (adjtimex(2)).
  init() {
    switch decklog_clock_is_synchronized() {
    case 1: self = .synchronized
    case 0: self = .drifting
    case let code: self = .unknown(String(cString: strerror(-code)))
    }
  }
}
