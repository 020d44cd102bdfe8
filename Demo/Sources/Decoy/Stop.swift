import Glibc
import Synchronization

/// The wish to end, by SIGTERM or SIGINT.
///
/// The first process of a container has no default signal actions: without a handler a `stop` of the engine
/// would do nothing for ten seconds and then kill.
enum Stop {
  private static let asked = Atomic<Bool>(false)

  /// Whether a signal has come.
  static var requested: Bool { asked.load(ordering: .relaxed) }

  /// Installs the handlers. Calls that block return early with EINTR when the signal comes.
  static func install() {
    // Read once here: a lazy global must not be initialised inside a signal handler.
    _ = requested
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Stop.asked.store(true, ordering: .relaxed) }
    sigaction(SIGTERM, &action, nil)
    sigaction(SIGINT, &action, nil)
  }

  /// Sleeps for that long, or for ever, or until a signal comes; no signal is missed in between.
  static func wait(nanoseconds: Int? = nil) {
    var set = signals
    var before = sigset_t()
    sigprocmask(SIG_BLOCK, &set, &before)
    if !requested {
      let end = nanoseconds.map { Clock.monotonic + $0 }
      var signal: Int32
      // EINTR: the process was suspended with SIGSTOP and continued, which ends neither a pause nor a hold.
      repeat {
        if let end {
          let rest = max(0, end - Clock.monotonic)
          var limit = timespec(tv_sec: rest / 1_000_000_000, tv_nsec: rest % 1_000_000_000)
          signal = sigtimedwait(&set, nil, &limit)
        } else {
          signal = sigwaitinfo(&set, nil)
        }
      } while signal < 0 && errno == EINTR
      if signal > 0 { asked.store(true, ordering: .relaxed) }
    }
    sigprocmask(SIG_SETMASK, &before, nil)
  }

  /// Sleeps for that many seconds, -1 for ever, or until a signal comes.
  static func hold(seconds: Int) {
    if seconds < 0 {
      wait()
    } else if seconds > 0 {
      wait(nanoseconds: seconds * 1_000_000_000)
    }
  }

  private static var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    return set
  }
}
