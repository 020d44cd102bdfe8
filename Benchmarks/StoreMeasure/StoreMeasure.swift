internal import Basics
internal import Glibc
internal import Records
internal import RotatedFiles
internal import Store
internal import TestSupport

/// Measures a store: `StoreMeasure DIRECTORY [RECORDS]` makes records there, brings them into a store and asks for them.
@main
struct StoreMeasure {
  static func main() throws {
    let arguments = CommandLine.arguments
    let directory = arguments.count > 1 ? arguments[1] : "."
    let count = arguments.count > 2 ? Int(arguments[2]) ?? 1_000_000 : 1_000_000
    let json = directory + "/measured.json"
    let now = RecordTime(nanoseconds: Int64(Glibc.time(nil)) * 1_000_000_000)
    if access(json, F_OK) != 0 { make(json, count, end: Int64(Glibc.time(nil))) }
    let path = directory + "/measured.db"
    if !arguments.contains("--ask-only") { try ingest(json, into: path) }
    let store = try RecordStore(path)
    var day = RecordFilter()
    day.since = RecordTime(nanoseconds: now.nanoseconds - 86_400 * 1_000_000_000)
    var decky = RecordFilter()
    decky.deckies = ["decky-7"]
    for (name, filter) in [("all", RecordFilter()), ("since 24h", day), ("one decky", decky)] {
      try ask(store, name, StoreQuery(filter))
    }
    try ask(store, "words", StoreQuery(words: "authentication user1"))
    var network = RecordFilter()
    network.attackers = [AddressRange("203.0.0.0/16")].compactMap { $0 }
    try ask(store, "203.0.0.0/16", StoreQuery(network))
    store.close()
  }

  private static func ask(_ store: RecordStore, _ name: String, _ query: StoreQuery) throws {
    try measure("\(name): attackers") { try store.attackers(query).count }
    try measure("\(name): credentials") { try store.credentials(query).count }
    try measure("\(name): events") { try store.events(query).events.count }
    try measure("\(name): sessions") { try store.sessions(query).count }
    try measure("\(name): timeline") { try store.timeline(query).buckets.count }
    try measure("\(name): event types") { try store.tally(.eventType, query).count }
    try measure("\(name): totals") { try store.totals(query).events }
  }

  /// The second time, with a warm cache.
  private static func measure(_ name: String, _ body: () throws -> Int) throws {
    _ = try body()
    var count = 0
    let taken = try ContinuousClock().measure { count = try body() }
    print("\(name): \(milliseconds(taken)) ms, \(count)")
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
  }

  private static func make(_ path: String, _ count: Int, end: Int64) {
    guard let file = fopen(path, "w") else { return }
    var maker = RecordMaker(seed: 1, count: count, end: end)
    for _ in 0..<count { fputs(maker.next(), file) }
    fclose(file)
  }

  private static func ingest(_ json: String, into path: String) throws {
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    let store = try RecordStore(path)
    var reader = RotatedFileReader(json, from: .beginning)
    var records = 0
    var bytes = 0
    let clock = ContinuousClock()
    let before = Glibc.clock()
    let taken = try clock.measure {
      while true {
        let result = try store.ingest(&reader)
        records += result.records
        bytes += result.bytes
        if result.isAtEnd { break }
      }
    }
    let seconds = Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
    print(
      "ingest: \(records) records, \(bytes >> 20) MiB in \(seconds) s: \(Int(Double(records) / seconds)) records/s"
    )
    let processor = Double(Glibc.clock() - before) / 1_000_000
    print(
      "ingest: \(processor) s of a processor: \(Int(Double(records) / processor)) records/s where it has one for itself"
    )
    print("store: \(store.size >> 20) MiB")
    store.close()
  }
}
