import Basics
import EngineTestSupport
import Synchronization

import DockerEngine

/// One container of an engine that does to its log stream what a test wants, one request after another.
final class FakeContainer: Sendable {
  /// What one request for the log gets.
  enum Reply: Sendable {
    /// The first so many messages of the log, as far as the request asks for them, and the end that it should have.
    case messages(Int, isFollowed: Bool = false)
    /// The same, and then bytes that end it.
    case broken(Int, [UInt8], FakeEngine.Ending)
  }

  /// What the engine answers instead of a log.
  struct Refusal: Sendable {
    let status: String
    let message: String
  }

  /// When it was started.
  static let startTime = "2026-11-23T03:55:14Z"
  static let id = String(repeating: "c", count: 64)
  private static let start: Int64 = 1_795_406_114_000_000_000

  /// The container's id.
  let id: String
  private let name: String
  private let labels: [String: String]
  private let texts: [String]
  /// The index of a message that the engine can't read: its answers end before it.
  private let damaged: Int?
  private let refusal: Refusal?
  private let wasStarted: Bool
  /// Nanoseconds between two messages.
  private let step: Int64
  private let hasTTY: Bool
  private let logPath: String?
  private let rotatesLog: Bool
  private let replies: Mutex<[Reply]>
  private let running: Mutex<[Bool?]>
  private let asked = Mutex(0)

  /// - Parameters:
  ///   - texts: the log's messages, with their LFs.
  ///   - replies: to the requests for the log, in their order; the last one goes on being given.
  ///   - step: nanoseconds between two messages.
  ///   - logPath: of the json-file driver's log; `nil` for another driver.
  ///   - rotatesLog: whether the driver throws old files away.
  ///   - running: what inspects say: running, not running, or gone; the last one goes on being said.
  ///   - damaged: the index of a message that the engine can't read: its answers end before it.
  ///   - refusal: what it answers instead of a log.
  ///   - wasStarted: whether it was started before it was first asked about.
  init(
    _ texts: [String] = [],
    id: String = FakeContainer.id,
    name: String = "fake",
    step: Int64 = 1,
    hasTTY: Bool = false,
    labels: [String: String] = [:],
    damaged: Int? = nil,
    refusal: Refusal? = nil,
    wasStarted: Bool = true,
    logPath: String? = nil,
    rotatesLog: Bool = false,
    replies: [Reply] = [.messages(0, isFollowed: true)],
    running: [Bool?] = [true]
  ) {
    self.texts = texts
    self.id = id
    self.name = name
    self.labels = labels.merging(["decnet.fleet.service": "true"]) { $1 }
    self.damaged = damaged
    self.refusal = refusal
    self.wasStarted = wasStarted
    self.step = step
    self.hasTTY = hasTTY
    self.logPath = logPath
    self.rotatesLog = rotatesLog
    self.replies = Mutex(replies)
    self.running = Mutex(running)
  }

  /// From now on it runs, does not run, or is gone.
  func setRunning(_ state: Bool?) { running.withLock { $0 = [state] } }

  /// How often its log was asked for.
  var requests: Int { asked.withLock { $0 } }

  /// What an engine with this one container answers.
  func answer(_ path: String) -> FakeEngine.Answer { Self.answer(path, [self]) }

  /// What an engine with some containers answers.
  static func answer(_ path: String, _ containers: [FakeContainer]) -> FakeEngine.Answer {
    if path.hasPrefix("/events") { return FakeEngine.Answer(FakeEngine.chunked([], ends: false)) }
    if path.hasPrefix("/containers/json") {
      return FakeEngine.Answer(
        FakeEngine.response("[" + containers.compactMap(\.summary).joined(separator: ",") + "]")
      )
    }
    let asked = containers.first { path.hasPrefix("/containers/\($0.id)/") }
    return asked?.answerAlone(path) ?? FakeEngine.Answer(FakeEngine.response("{}"))
  }

  /// The container in the engine's list; `nil` where it is gone.
  private var summary: String? {
    guard let isRunning = running.withLock({ $0[0] }) else { return nil }
    let labels = labels.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
    let state = isRunning ? "running" : "exited"
    return #"{"Id":"\#(id)","Names":["/\#(name)"],"State":"\#(state)","Labels":{\#(labels)}}"#
  }

  private func answerAlone(_ path: String) -> FakeEngine.Answer {
    if path.hasSuffix("/logs") || path.contains("/logs?") { return log(path) }
    if path.hasPrefix("/containers/") { return inspect() }
    return FakeEngine.Answer(FakeEngine.response("{}"))
  }

  private func inspect() -> FakeEngine.Answer {
    let state = running.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    guard let state else {
      return FakeEngine.Answer(
        FakeEngine.response(status: "404 Not Found", #"{"message":"No such container"}"#)
      )
    }
    let options = rotatesLog ? #"{"max-size":"1k"}"# : "{}"
    let log = logPath.map { path in
      // Before its first start a container has none.
      #","LogPath":"\#(wasStarted || state ? path : "")","HostConfig":{"LogConfig":{"Type":"json-file","Config":\#(options)}}"#
    }
    let start = wasStarted || state ? #","StartedAt":"\#(Self.startTime)""# : ""
    return FakeEngine.Answer(
      FakeEngine.response(
        #"{"Id":"\#(id)","Name":"/\#(name)","Config":{"Tty":\#(hasTTY)},"State":{"Running":\#(state)\#(start)}\#(log ?? "")}"#
      )
    )
  }

  private func log(_ path: String) -> FakeEngine.Answer {
    asked.withLock { $0 += 1 }
    if let refusal {
      return FakeEngine.Answer(
        FakeEngine.response(status: refusal.status, #"{"message":"\#(refusal.message)"}"#)
      )
    }
    let tail = path.split(separator: "&").first { $0.hasPrefix("tail=") }.flatMap { Int($0.dropFirst(5)) }
    // A look at the log that is not followed always sees all of it, as with a real engine.
    guard path.contains("follow=1") else {
      return FakeEngine.Answer(FakeEngine.chunked(messages(texts.count, tail), ends: true))
    }
    switch replies.withLock({ $0.count > 1 ? $0.removeFirst() : $0[0] }) {
    case .messages(let count, let isFollowed):
      let sent = messages(count, tail)
      let isDamaged = sent.count < min(count, tail ?? .max)
      return FakeEngine.Answer(FakeEngine.chunked(sent, ends: !isFollowed || isDamaged))
    case .broken(let count, let bytes, let ending):
      let whole = FakeEngine.chunked(messages(count, tail), ends: false)
      return FakeEngine.Answer(bytes.isEmpty ? whole : whole + FakeEngine.chunk(bytes), ending)
    }
  }

  private func messages(_ count: Int, _ tail: Int?) -> [[UInt8]] {
    let asked = Array(texts.prefix(count).enumerated()).suffix(tail ?? .max)
    return asked.prefix { $0.offset != damaged }.map { message($0.offset, $0.element) }
  }

  private func message(_ index: Int, _ text: String) -> [UInt8] {
    let stamp = EngineTimestamp(nanoseconds: Self.start + Int64(index + 1) * step).rfc3339
    let payload = Array("\(stamp) \(text)".utf8)
    guard !hasTTY else { return payload }
    let length = withUnsafeBytes(of: UInt32(payload.count).bigEndian) { Array($0) }
    return [1, 0, 0, 0] + length + payload
  }
}
