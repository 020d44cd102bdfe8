import Basics
import Testing

struct RepeatedMessagesTests {
  @Test func `A message is logged once, however often others come between, and again when all was well`() {
    var messages = RepeatedMessages()
    let first = ["a", "b", "a", "b", "a"].map { messages.note($0) }
    #expect(first == [true, true, false, false, false])
    #expect(messages.count == 5)
    #expect(messages.latest == "a")
    messages.clear()
    #expect(messages.count == 0 && messages.latest == nil)
    let isLoggedAgain = messages.note("a")
    #expect(isLoggedAgain)
  }

  @Test func `Only so many are remembered, and the oldest is logged again`() {
    var messages = RepeatedMessages(limit: 3)
    let all = ["a", "b", "c", "a", "d", "b", "a"].map { messages.note($0) }
    #expect(all == [true, true, true, false, true, true, false])
  }

  @Test func `If none is forgotten, messages beyond the limit are only counted`() {
    var messages = RepeatedMessages(limit: 2, forgetsOldest: false)
    let all = ["a", "b", "c", "d", "a"].map { messages.note($0) }
    #expect(all == [true, true, false, false, false])
    #expect(messages.count == 5)
  }
}
