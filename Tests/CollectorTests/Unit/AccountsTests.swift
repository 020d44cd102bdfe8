import DecoyEvents
import Testing

@testable import Collector

struct AccountsTests {
  private let accounts = Accounts()

  @Test func `Nothing is counted at first`() {
    #expect(accounts.total == LineCounts())
    #expect(accounts.containers.isEmpty)
  }

  @Test func `Numbers add up for each container and in total`() {
    accounts.add(counts(lines: 3, records: 3), container: "a", name: "omega-ssh")
    accounts.add(counts(lines: 4, records: 1), container: "b", name: "relay-ssh")
    accounts.add(counts(lines: 2, records: 2), container: "a", name: "omega-ssh")
    #expect(accounts.total == counts(lines: 9, records: 6))
    #expect(accounts.containers["a"] == .init(name: "omega-ssh", counts: counts(lines: 5, records: 5)))
    #expect(accounts.containers["b"] == .init(name: "relay-ssh", counts: counts(lines: 4, records: 1)))
  }

  @Test func `A forgotten container stays in the total`() {
    accounts.add(counts(lines: 3, records: 3), container: "a", name: "omega-ssh")
    accounts.forget(container: "a")
    accounts.forget(container: "never there")
    #expect(accounts.containers.isEmpty)
    #expect(accounts.total == counts(lines: 3, records: 3))
  }

  @Test func `Containers with one name are told apart by their ids`() {
    accounts.add(counts(lines: 1, records: 1), container: "a", name: "omega-ssh")
    accounts.add(counts(lines: 1, records: 1), container: "b", name: "omega-ssh")
    #expect(accounts.containers.count == 2)
  }

  @Test func `Many add at once and nothing is lost`() async {
    await withTaskGroup { group in
      for task in 0..<16 {
        group.addTask {
          for _ in 0..<500 {
            var counts = LineCounts()
            counts.lines = 1
            accounts.add(counts, container: "\(task % 3)", name: "omega")
          }
        }
      }
    }
    #expect(accounts.total.lines == 8000)
    #expect(accounts.containers.values.map(\.counts.lines).reduce(0, +) == 8000)
  }

  private func counts(lines: Int, records: Int) -> LineCounts {
    var counts = LineCounts()
    counts.lines = lines
    counts.records = records
    return counts
  }
}
