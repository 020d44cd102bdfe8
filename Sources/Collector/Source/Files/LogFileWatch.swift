import Foundation
import Glibc
import Synchronization

/// Wakes the readers of log files when the files change: by one inotify instance for all (many hosts allow 128 per
/// user), and by a slow tick in case a notification is missed. Without a watch, the tick is faster.
///
/// A thread of its own waits for the kernel as long as the object lives.
final class LogFileWatch: Sendable {
  /// How long changes gather while they keep coming, in microseconds: a wakeup costs more than a line.
  private static let busyPause: UInt32 = 10_000
  /// The same after a quiet time.
  private static let calmPause: UInt32 = 1000
  /// A quiet time has no change for this long.
  private static let calm = Duration.milliseconds(30)
  /// Milliseconds between wakeups without a watch.
  private static let tick: Int32 = 2000
  /// How many ticks wake all readers once.
  private static let fullTick = 5

  typealias Wakeups = AsyncStream<Void>

  private struct State {
    var readers: [UInt64: (wake: Wakeups.Continuation, container: String, watch: Int32)] = [:]
    var watches: [Int32: Set<UInt64>] = [:]
    var nextID: UInt64 = 0
    var isRunning = false
  }

  private let state = Mutex(State())
  private let faults: FaultLog
  /// inotify's descriptor; negative if the limit is reached.
  private let descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))

  init(_ faults: FaultLog) { self.faults = faults }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Wakeups for all changes in a directory or of a container, as long as the stream is held.
  func wakeups(directory: String, container: String) -> Wakeups {
    let (wakeups, continuation) = Wakeups.makeStream(bufferingPolicy: .bufferingNewest(1))
    let mask = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF)
    // A directory has one watch, added and removed under the lock.
    let (id, watch) = state.withLock { state in
      let watch = descriptor < 0 ? -1 : inotify_add_watch(descriptor, directory, mask)
      state.nextID += 1
      state.readers[state.nextID] = (continuation, container, watch)
      if watch >= 0 { state.watches[watch, default: []].insert(state.nextID) }
      return (state.nextID, watch)
    }
    if watch < 0 {
      faults.report(
        "inotify",
        "no inotify watch is left (fs.inotify.max_user_instances, max_user_watches): some logs are read every 2 s"
      )
    }
    continuation.onTermination = { [weak self] _ in self?.remove(id) }
    start()
    return wakeups
  }

  /// Wakes the readers of a container's files: it may have ended.
  func wake(container: String) {
    let wakes = state.withLock { $0.readers.values.filter { $0.container == container }.map(\.wake) }
    for wake in wakes { wake.yield() }
  }

  private func remove(_ id: UInt64) {
    state.withLock { state in
      guard let reader = state.readers.removeValue(forKey: id), reader.watch >= 0 else { return }
      state.watches[reader.watch]?.remove(id)
      guard state.watches[reader.watch]?.isEmpty == true else { return }
      state.watches[reader.watch] = nil
      inotify_rm_watch(descriptor, reader.watch)
    }
  }

  private func start() {
    let begins = state.withLock { state in
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard begins else { return }
    let descriptor = descriptor
    let thread = Thread { [weak self] in
      var events = [UInt8](repeating: 0, count: 64 << 10)
      var ticks = 0
      var nextTick = ContinuousClock.now + .milliseconds(Int(Self.tick))
      var lastChange = ContinuousClock.now - Self.calm
      while true {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let isReady = poll(&request, 1, Self.tick) > 0
        if isReady {
          usleep(ContinuousClock.now - lastChange < Self.calm ? Self.busyPause : Self.calmPause)
          lastChange = .now
        }
        // Once the object is gone, the descriptor may belong to something else.
        guard let self else { return }
        let count = isReady ? read(descriptor, &events, events.count) : 0
        if count > 0 { wake(by: events[..<count]) }
        guard ContinuousClock.now >= nextTick else { continue }
        nextTick = .now + .milliseconds(Int(Self.tick))
        ticks += 1
        wake(all: ticks.isMultiple(of: Self.fullTick))
      }
    }
    thread.name = "log files"
    thread.stackSize = 256 << 10
    thread.start()
  }

  /// - Parameter all: also readers with a watch.
  private func wake(all: Bool) {
    let wakes = state.withLock { $0.readers.values.filter { all || $0.watch < 0 }.map(\.wake) }
    for wake in wakes { wake.yield() }
  }

  /// Wakes the readers of the directories that the kernel's events name.
  private func wake(by events: ArraySlice<UInt8>) {
    let header = MemoryLayout<inotify_event>.size
    var watches = Set<Int32>()
    var hasOverflown = false
    events.withUnsafeBytes { bytes in
      var offset = 0
      while offset + header <= bytes.count {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        watches.insert(event.wd)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { hasOverflown = true }
        offset += header + Int(event.len)
      }
    }
    if hasOverflown { return wake(all: true) }
    let wakes = state.withLock { state in
      watches.flatMap { state.watches[$0] ?? [] }.compactMap { state.readers[$0]?.wake }
    }
    for wake in wakes { wake.yield() }
  }
}
