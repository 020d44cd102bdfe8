import Basics
import Records

@testable import Store

/// What records say, by looking at each of them.
struct Oracle {
  let records: [EventRecord]

  init(_ records: [EventRecord]) { self.records = records }

  func count<Value: Hashable>(_ value: (EventRecord) -> Value?) -> Int {
    Set(records.compactMap(value)).count
  }

  private func groups<Key: Hashable>(_ key: (EventRecord) -> Key?) -> [Key: Oracle] {
    var groups: [Key: [EventRecord]] = [:]
    for record in records { if let key = key(record) { groups[key, default: []].append(record) } }
    return groups.mapValues { Oracle($0) }
  }

  private var times: [RecordTime] { records.compactMap(\.time).sorted() }

  var attackers: Set<AttackerSummary> {
    Set(
      groups(\.canonicalAttacker).map { address, group in
        AttackerSummary(
          address: address,
          events: group.records.count,
          first: group.times[0],
          last: group.times[group.times.count - 1],
          deckies: group.count(\.decky),
          services: group.count(\.service),
          credentials: group.count(\.credential)
        )
      }
    )
  }

  var credentials: Set<CredentialSummary> {
    Set(
      groups(\.credential).map { credential, group in
        CredentialSummary(
          username: credential.username,
          password: credential.password,
          attempts: group.records.count,
          attackers: group.count(\.canonicalAttacker),
          first: group.times[0],
          last: group.times[group.times.count - 1]
        )
      }
    )
  }

  func sessions(gap: Int64) -> Set<SessionSummary> {
    var sessions: Set<SessionSummary> = []
    for (attacker, group) in groups(\.canonicalAttacker) {
      for (decky, group) in group.groups(\.decky) {
        var current: [EventRecord] = []
        for record in group.records.sorted(by: { ($0.time?.nanoseconds ?? 0) < ($1.time?.nanoseconds ?? 0) })
        {
          if let last = current.last?.time, let time = record.time,
            time.nanoseconds - last.nanoseconds > gap * 1_000_000_000
          {
            sessions.insert(Oracle(current).session(attacker, decky))
            current = []
          }
          current.append(record)
        }
        sessions.insert(Oracle(current).session(attacker, decky))
      }
    }
    return sessions
  }

  private func session(_ attacker: String, _ decky: String) -> SessionSummary {
    SessionSummary(
      attacker: attacker,
      decky: decky,
      start: times[0],
      end: times[times.count - 1],
      events: records.count,
      services: Set(records.map(\.service)).sorted(),
      eventTypes: Set(records.map(\.eventType)).sorted(),
      credentials: count(\.credential)
    )
  }

  func tally(_ name: (EventRecord) -> String) -> Set<Tally> {
    Set(groups(name).map { Tally(name: $0, events: $1.records.count) })
  }

  /// All records are of 1970 or later.
  func timeline(width: Int) -> Timeline {
    let seconds = { (time: RecordTime) in Int(time.nanoseconds / 1_000_000_000) / width }
    guard let first = times.first.map(seconds), let last = times.last.map(seconds) else {
      return Timeline(width: width, buckets: [])
    }
    let groups = groups { $0.time.map(seconds) }
    return Timeline(
      width: width,
      buckets: (first...last).map { index in
        Timeline.Bucket(
          start: RecordTime(nanoseconds: Int64(index * width) * 1_000_000_000),
          events: groups[index]?.records.count ?? 0,
          attackers: groups[index]?.count(\.canonicalAttacker) ?? 0
        )
      }
    )
  }
}

extension EventRecord {
  /// What was tried.
  var credential: Credential? { Credential(username: username, password: password) }
}
