import DecoyEvents
import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct BatchChannelLoadTests {
  @Test(arguments: [64, 1000])
  func `Many producers and one consumer lose nothing, and keep to the limit`(limit: Int) async throws {
    let (producers, batches) = (32, 100)
    let channel = BatchChannel(limit: limit)
    var received: [Int] = []
    var most = 0
    await withTaskGroup { group in
      group.addTask {
        await withTaskGroup { group in
          for producer in 0..<producers {
            group.addTask {
              for batch in 0..<batches {
                let size = (producer + batch) % 60 + 1
                guard (try? await channel.reserve(60)) != nil else { return }
                channel.send(.of(size, number: producer * batches + batch), reserved: 60)
              }
            }
          }
        }
        channel.finish()
      }
      while let batches = await channel.receive() {
        most = max(most, channel.used)
        for batch in batches {
          received.append(batch.lines.counts.lines)
          channel.release(batch.size)
        }
      }
    }
    #expect(received.sorted() == Array(0..<producers * batches))
    #expect(most <= limit)
    #expect(channel.used == 0)
    for producer in 0..<producers {
      let own = received.filter { $0 / batches == producer }
      #expect(own == own.sorted(), "batches of one producer keep their order")
    }
  }
}
