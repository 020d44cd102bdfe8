internal import Glibc
internal import Synchronization

/// The end of the pipe that the handler writes to.
private let writingEnd = Atomic<Int32>(-1)
/// The thread that waits.
private let owner = Atomic<UInt>(0)

/// A handler may call little (signal-safety(7)); these are in the list.
private func note(_ signal: Int32) {
  let code = errno
  if pthread_self() == owner.load(ordering: .relaxed) {
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(writingEnd.load(ordering: .relaxed), &byte, 1)
  } else {
    // Comes back here in the thread whose system calls are to end.
    pthread_kill(owner.load(ordering: .relaxed), signal)
  }
  errno = code
}

/// Signals as bytes in a pipe, so that a loop can wait for them and for keys at once.
///
/// Handlers, other than a `signalfd`, see a signal whatever thread it comes to. It goes on to the thread that made this
/// value, which alone may use it: system calls that wait there return when a signal comes (`EINTR`). A process has at most
/// one of these at a time.
public final class SignalPipe {
  private let ends: (reading: Int32, writing: Int32)
  private let replaced: [(signal: Int32, action: sigaction)]
  private let blocked: sigset_t

  /// Takes these signals over until the value goes.
  public init(_ signals: [Int32]) throws(TerminalError) {
    var descriptors: [Int32] = [-1, -1]
    guard pipe(&descriptors) == 0 else { throw TerminalError("cannot make a pipe", errno) }
    for descriptor in descriptors {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
    ends = (descriptors[0], descriptors[1])
    let (isFirst, _) = writingEnd.compareExchange(expected: -1, desired: descriptors[1], ordering: .relaxed)
    precondition(isFirst, "the signals are somebody else's")
    owner.store(pthread_self(), ordering: .relaxed)
    replaced = signals.map { signal in
      var old = sigaction()
      sigaction(signal, nil, &old)
      return (signal, old)
    }
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    var blocked = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &blocked)
    self.blocked = blocked
    take()
    // Threads of a pool have most signals blocked.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  deinit {
    var blocked = blocked
    pthread_sigmask(SIG_SETMASK, &blocked, nil)
    giveBack()
    writingEnd.store(-1, ordering: .relaxed)
    close(ends.reading)
    close(ends.writing)
  }

  /// What to wait for with `poll`.
  var descriptor: Int32 { ends.reading }

  /// The signals that have come since the last call; each at least once.
  public func received() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    var signals: [Int32] = []
    while case let count = read(ends.reading, &bytes, bytes.count), count > 0 {
      signals += bytes.prefix(count).map(Int32.init)
    }
    return signals
  }

  /// Whether a signal has come that ``received()`` hasn't told yet.
  public var isPending: Bool {
    var state = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0
  }

  /// Waits for a signal, but no longer than `duration`, nor after nobody reads any longer what is written to `output`.
  ///
  /// - Returns: whether somebody still reads.
  public func wait(_ duration: Duration, whileOpen output: Int32) -> Bool {
    var states = [
      pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
    ]
    return poll(&states, 2, duration.milliseconds) <= 0 || states[1].revents == 0
  }

  /// Stops the process as `SIGTSTP` does to one that doesn't know it, until it is continued.
  ///
  /// - Parameter isWholeGroup: whether the processes beside it in a pipeline stop too, as with Ctrl-Z.
  func suspend(isWholeGroup: Bool) {
    if isWholeGroup {
      signal(SIGTSTP, SIG_IGN)
      kill(0, SIGTSTP)
    }
    signal(SIGTSTP, SIG_DFL)
    // To this thread, so that nothing runs on before the process stops. Does nothing where no shell could continue it.
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

  private func giveBack() {
    for (signal, action) in replaced {
      var action = action
      sigaction(signal, &action, nil)
    }
  }
}
