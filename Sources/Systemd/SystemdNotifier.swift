internal import Basics
internal import Glibc
package import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Notifies systemd of the service's state (sd_notify(3)); does nothing without systemd.
///
/// Sends `READY=1` on ``ready()``, `STATUS=` when the status line changes, `WATCHDOG=1` while the service is alive, and
/// `STOPPING=1` at a shutdown. A message that a slow manager can't take is sent again.
package final class SystemdNotifier: Service {
  /// How often unsent messages are tried again.
  private static let retryInterval = Duration.seconds(1)
  /// The longest status line, in bytes.
  private static let statusLimit = 400

  private struct State {
    /// Unsent messages, in order.
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

  /// - Parameters:
  ///   - environment: of the process: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
  ///   - interval: how often the status is asked for.
  ///   - status: one line for `systemctl status`.
  ///   - isAlive: whether the service makes progress. It is called at half of the watchdog's time; if it returns false,
  ///     or not at all, systemd restarts the process. A shutdown waits for both calls.
  package init(
    environment: [String: String],
    interval: Duration = .seconds(5),
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
        "can't use NOTIFY_SOCKET '\(PrintableText.make(from: name.utf8))'; not notifying systemd"
      )
    }
  }

  /// Whether there is a service manager to notify.
  package var isEnabled: Bool { socket != nil }

  /// Notifies that the service has started; later calls have no effect.
  package func ready() { send("READY=1", once: \.isReady) }

  /// Notifies that the service is stopping; later calls have no effect.
  package func stopping() { send("STOPPING=1", once: \.isStopping) }

  /// Sends notifications until it is shut down gracefully or cancelled.
  package func run() async throws {
    await withGracefulShutdownHandler {
      await cancelWhenGracefulShutdown {
        await withDiscardingTaskGroup { group in
          // A service that returned would end its group.
          guard self.isEnabled else {
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            return
          }
          group.addTask { await self.sendStatus() }
          group.addTask { await Self.repeating(every: Self.retryInterval) { self.flush() } }
          guard let watchdog = self.watchdog else { return }
          group.addTask {
            await Self.repeating(every: watchdog) {
              // Not sent again if it fails: by then it may no longer be true.
              if await self.isAlive(), !Task.isCancelled { _ = self.socket?.send("WATCHDOG=1") }
            }
          }
        }
      }
    } onGracefulShutdown: {
      self.stopping()
    }
  }

  /// The message with a status: one line, bounded.
  static func line(_ status: String) -> String {
    "STATUS=\(PrintableText.make(from: status.utf8, limit: statusLimit))"
  }

  private func sendStatus() async {
    var sent = ""
    await Self.repeating(every: interval) {
      let line = Self.line(await status())
      if line != sent { send(line) }
      sent = line
    }
  }

  private static func repeating(every interval: Duration, _ body: () async -> Void) async {
    while !Task.isCancelled {
      await body()
      try? await Task.sleep(for: interval)
    }
  }

  private func send(_ message: String, once flag: WritableKeyPath<State, Bool>) {
    let isFirst = state.withLock { state in
      defer { state[keyPath: flag] = true }
      return !state[keyPath: flag]
    }
    if isFirst { send(message) }
  }

  private func send(_ message: String) {
    guard socket != nil else { return }
    state.withLock { state in
      // Only the newest status line matters.
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
          // A slow manager will read again; one that is gone needs no messages.
          if failure != EAGAIN, failure != ENOBUFS, failure != EINTR { state.pending = [] }
          defer { state.hasFailed = true }
          return state.hasFailed ? nil : failure
        }
        state.pending.removeFirst()
        state.hasFailed = false
      }
      return nil
    }
    if let failure { logger.warning("can't notify systemd: \(String(cString: strerror(failure)))") }
  }
}
