import Basics
import DecoyEvents
import FoundationEssentials
package import ServiceBus
import Synchronization

/// Publishes an event for each written record, without delaying collection: what the bus can't take is dropped.
package final class BusPublisher: Sendable {
  private static let rateLimit = 10_000
  /// The same when catching up, since broker and subscribers compete with reading for the processor.
  private static let catchUpLimit = 2_000

  private struct State {
    var rate = TokenBucket(perSecond: rateLimit, now: .now)
    var catchUpRate = TokenBucket(perSecond: catchUpLimit, now: .now)
    var dropped = 0
  }

  private let client: BusClient
  private let queue = RecordQueue()
  private let state = Mutex(State())

  /// - Parameter client: the caller runs it.
  package init(_ client: BusClient) { self.client = client }

  /// Events that were dropped before they reached the client.
  package var dropped: Int { state.withLock { $0.dropped } + queue.dropped }

  /// Takes the records of a commit.
  package func offer(_ written: WrittenRecords) {
    let isWanted = state.withLock { state in
      // Without a connection they are not even parsed.
      let isWanted =
        client.isConnected
        && (written.isBehind
          ? state.catchUpRate.take(written.count, at: .now) : state.rate.take(written.count, at: .now))
      if !isWanted { state.dropped += written.count }
      return isWanted
    }
    if isWanted { queue.offer(written) }
  }

  func finish() { queue.finish() }

  /// Publishes until ``finish()``, or until the task is cancelled.
  func run() async {
    await queue.forEach { written in
      written.forEach { record in
        guard let head = RecordHead(record) else { return state.withLock { $0.dropped += 1 } }
        client.publish(CollectorTopic.log, type: Self.type(of: head), payload: Self.payload(of: head))
      }
      await Task.yield()
      return true
    }
  }

  static func type(of head: RecordHead) -> String {
    let string = head.eventType
    guard string.contains(UInt8(ascii: "\\")) else {
      return String(decoding: string.dropFirst().dropLast(), as: UTF8.self)
    }
    return (try? JSONDecoder().decode(String.self, from: Data(string))) ?? "-"
  }

  /// The event's payload: a JSON object of the record's own JSON strings.
  static func payload(of head: RecordHead) -> [UInt8] {
    var payload: [UInt8] = []
    payload.reserveCapacity(512)
    func append(_ name: StaticString, _ string: UnsafeRawBufferPointer) {
      name.withUTF8Buffer { payload.append(contentsOf: $0) }
      payload.append(contentsOf: string)
    }
    append(#"{"decky":"#, head.decky)
    append(#","service":"#, head.service)
    append(#","event_type":"#, head.eventType)
    append(#","attacker_ip":"#, head.attackerIP)
    append(#","timestamp":"#, head.timestamp)
    payload.append(UInt8(ascii: "}"))
    return payload
  }
}
