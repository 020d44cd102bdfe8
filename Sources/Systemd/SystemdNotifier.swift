internal import Basics
internal import Glibc
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Tells systemd how the service is doing (sd_notify(3)); where there is no systemd, does nothing.
///
/// `READY=1` is sent when ``ready()`` says so, `STATUS=` when the status line has changed, `WATCHDOG=1` for as long as
/// the service is alive, and `STOPPING=1` when it is shut down. What can't be sent because the manager is slow is sent
/// again.
public final class SystemdNotifier: Service {
  /// How often the status line is looked at.
  static let statusInterval = Duration.seconds(5)
  /// How often what could not be sent is tried again.
  static let retryInterval = Duration.seconds(1)
  /// The longest status line, in bytes.
  static let statusLimit = 400

  private struct State {
    /// What is still to be sent, in its order.
    var pending: [String] = []
    var isReady = false
    var isStopping = false
    var hasFailed = false
  }

  private let socket: NotifySocket?
  private let watchdog: Duration?
  private let interval: Duration
  private let logger: Logger
  private let status: @Sendable () async -> String
  private let isAlive: @Sendable () async -> Bool
  private let state = Mutex(State())

  /// A notifier.
  ///
  /// - Parameters:
  ///   - environment: of the process: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
  ///   - status: one line for `systemctl status`; asked every five seconds.
  ///   - isAlive: whether the work goes on. It is asked at half of the time that the watchdog allows; where it says no, or
  ///     says nothing, systemd ends the process and starts it again. Both are waited for at a shutdown.
  public convenience init(
    environment: [String: String],
    logger: Logger,
    status: @escaping @Sendable () async -> String,
    isAlive: @escaping @Sendable () async -> Bool
  ) {
    self.init(
      environment: environment,
      interval: Self.statusInterval,
      logger: logger,
      status: status,
      isAlive: isAlive
    )
  }

  init(
    environment: [String: String],
    interval: Duration,
    logger: Logger,
    status: @escaping @Sendable () async -> String,
    isAlive: @escaping @Sendable () async -> Bool
  ) {
    let name = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    socket = name.flatMap(NotifySocket.init)
    watchdog = socket == nil ? nil : WatchdogInterval.read(environment, process: getpid())
    self.interval = interval
    self.logger = logger
    self.status = status
    self.isAlive = isAlive
    if let name, socket == nil {
      logger.warning(
        "NOTIFY_SOCKET '\(PrintableText.make(from: name.utf8))' can't be used; systemd is told nothing"
      )
    }
  }

  /// Whether anybody is told anything.
  public var isEnabled: Bool { socket != nil }

  /// The service has started; only the first time counts.
  public func ready() {
    let isFirst = state.withLock { state in
      defer { state.isReady = true }
      return !state.isReady
    }
    if isFirst { send("READY=1") }
  }

  /// The service has begun to stop; only the first time counts.
  public func stopping() {
    let isFirst = state.withLock { state in
      defer { state.isStopping = true }
      return !state.isStopping
    }
    if isFirst { send("STOPPING=1") }
  }

  /// Tells until it is shut down gracefully or cancelled.
  public func run() async throws {
    await withGracefulShutdownHandler {
      await cancelWhenGracefulShutdown {
        await withDiscardingTaskGroup { group in
          // Without a manager there is nothing to tell, and a service that returned would end its group.
          guard self.isEnabled else { return await Self.waitForCancellation() }
          group.addTask { await self.retry() }
          group.addTask { await self.tellStatus() }
          if let watchdog = self.watchdog { group.addTask { await self.feed(every: watchdog) } }
        }
      }
    } onGracefulShutdown: {
      self.stopping()
    }
  }

  /// A status line as it is sent: one line, bounded.
  static func line(_ status: String) -> String {
    "STATUS=\(PrintableText.make(from: status.utf8, limit: statusLimit))"
  }

  private static func waitForCancellation() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
  }

  private func tellStatus() async {
    var told = ""
    while !Task.isCancelled {
      let line = Self.line(await status())
      if line != told { send(line) }
      told = line
      try? await Task.sleep(for: interval)
    }
  }

  private func feed(every interval: Duration) async {
    while !Task.isCancelled {
      // Not sent again when it fails: the next one says the same, and an old one would say what may be no longer true.
      if await isAlive(), !Task.isCancelled { _ = socket?.send("WATCHDOG=1") }
      try? await Task.sleep(for: interval)
    }
  }

  private func retry() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.retryInterval)
      flush()
    }
  }

  private func send(_ message: String) {
    guard socket != nil else { return }
    state.withLock { state in
      // Of status lines only the newest counts.
      if message.hasPrefix("STATUS=") { state.pending.removeAll { $0.hasPrefix("STATUS=") } }
      state.pending.append(message)
    }
    flush()
  }

  private func flush() {
    guard let socket else { return }
    let failure: Int32? = state.withLock { state in
      while let message = state.pending.first {
        let failure = socket.send(message)
        guard failure == 0 else {
          // A manager that is slow will read again; one that is gone has nothing to be told.
          if failure != EAGAIN, failure != ENOBUFS, failure != EINTR { state.pending = [] }
          defer { state.hasFailed = true }
          return state.hasFailed ? nil : failure
        }
        state.pending.removeFirst()
        state.hasFailed = false
      }
      return nil
    }
    if let failure { logger.warning("systemd can't be told: \(String(cString: strerror(failure)))") }
  }
}
