internal import Glibc
internal import Synchronization

/// The pipe's end that the handler writes to.
private let writingEnd = Atomic<Int32>(-1)
/// The thread that owns the pipe.
private let owner = Atomic<UInt>(0)

/// The handler. It only calls async-signal-safe functions (signal-safety(7)).
private func note(_ signal: Int32) {
  let code = errno
  if pthread_self() == owner.load(ordering: .relaxed) {
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(writingEnd.load(ordering: .relaxed), &byte, 1)
  } else {
    // The handler runs again in the owner, whose system calls it interrupts.
    pthread_kill(owner.load(ordering: .relaxed), signal)
  }
  errno = code
}

/// Signals as bytes in a pipe, so that a loop can wait for them and for keys at once.
///
/// Unlike a `signalfd`, handlers see a signal in any thread. It is forwarded to the thread that created this value, whose
/// system calls then return (`EINTR`); only that thread may use the value. A process has at most one at a time.
package final class SignalPipe {
  private let ends: (reading: Int32, writing: Int32)
  private let replaced: [(signal: Int32, action: sigaction)]
  private let blocked: sigset_t

  /// Handles these signals until the value is released.
  package init(_ signals: [Int32]) throws(TerminalError) {
    var descriptors: [Int32] = [-1, -1]
    guard pipe(&descriptors) == 0 else { throw TerminalError("cannot create a pipe", errno) }
    for descriptor in descriptors {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
    ends = (descriptors[0], descriptors[1])
    let (isFirst, _) = writingEnd.compareExchange(expected: -1, desired: descriptors[1], ordering: .relaxed)
    precondition(isFirst, "there is another SignalPipe")
    owner.store(pthread_self(), ordering: .relaxed)
    var set = sigset_t()
    sigemptyset(&set)
    replaced = signals.map { signal in
      sigaddset(&set, signal)
      var old = sigaction()
      sigaction(signal, nil, &old)
      return (signal, old)
    }
    var blocked = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &blocked)
    self.blocked = blocked
    take()
    // Threads of the cooperative pool block most signals.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  deinit {
    var blocked = blocked
    pthread_sigmask(SIG_SETMASK, &blocked, nil)
    for (signal, action) in replaced {
      var action = action
      sigaction(signal, &action, nil)
    }
    writingEnd.store(-1, ordering: .relaxed)
    close(ends.reading)
    close(ends.writing)
  }

  /// The descriptor for `poll`.
  var descriptor: Int32 { ends.reading }

  /// The signals since the last call, each at least once.
  package func received() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    var signals: [Int32] = []
    while case let count = read(ends.reading, &bytes, bytes.count), count > 0 {
      signals += bytes.prefix(count).map(Int32.init)
    }
    return signals
  }

  /// Whether ``received()`` has something to return.
  package var isPending: Bool {
    var state = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0
  }

  /// Waits for a signal for at most `duration`; returns `false` as soon as the reader of `output` is gone.
  package func wait(_ duration: Duration, whileOpen output: Int32) -> Bool {
    var states = [
      pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
    ]
    return poll(&states, 2, duration.milliseconds) <= 0 || states[1].revents == 0
  }

  /// Stops the process, or the whole pipeline as Ctrl-Z does, until it is continued.
  func suspend(isWholeGroup: Bool) {
    if isWholeGroup {
      signal(SIGTSTP, SIG_IGN)
      kill(0, SIGTSTP)
    }
    signal(SIGTSTP, SIG_DFL)
    // In this thread, so that it goes no further before the process stops. No effect without a job-control shell.
    raise(SIGTSTP)
    take()
  }

  private func take() {
    for (signal, _) in replaced {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = note
      sigaction(signal, &action, nil)
    }
  }
}

extension Duration {
  /// Whole milliseconds for `poll`, at least 0; rounded up, so that a loop doesn't spin before a deadline.
  package var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
