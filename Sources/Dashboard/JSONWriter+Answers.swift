internal import Basics
internal import Records
internal import StatusMetrics

/// The API's answers; times are in milliseconds since 1970.
extension JSONWriter {
  mutating func write(_ overview: Overview) {
    object { json in
      json.key("totals")
      json.object { json in
        json.field("events", overview.totals.events)
        json.field("attackers", overview.totals.attackers)
        json.field("deckies", overview.totals.deckies)
        json.field("services", overview.totals.services)
      }
      json.write(overview.rankings.timeline)
      json.key("attackers")
      json.array(overview.attackers) { json, attacker in
        json.object { json in
          json.field("address", attacker.address)
          json.field("events", attacker.events)
          json.field("header_events", attacker.fromClients)
          json.field("last", milliseconds: attacker.last.nanoseconds)
        }
      }
      json.write(overview.rankings)
    }
  }

  mutating func write(_ detail: AttackerDetail) {
    object { json in
      json.field("address", detail.attacker.address)
      json.field("first", milliseconds: detail.attacker.first.nanoseconds)
      json.field("last", milliseconds: detail.attacker.last.nanoseconds)
      json.field("events", detail.attacker.events)
      json.field("header_events", detail.attacker.fromClients)
      json.write(detail.rankings.timeline)
      json.write(detail.rankings)
      json.key("sessions")
      json.array(detail.sessions) { json, session in
        json.object { json in
          json.field("start", milliseconds: session.start.nanoseconds)
          json.field("end", milliseconds: session.end.nanoseconds)
          json.field("decky", session.decky)
          json.field("service", session.services.joined(separator: ", "))
          json.field("events", session.events)
          json.field("session", session.session)
        }
      }
    }
  }

  /// An event is its record, with `id` and `time` first. If the record is not a JSON object, there is `damaged` instead.
  mutating func write(_ page: EventPage) {
    object { json in
      json.key("events")
      json.array(page.events) { json, event in
        let record = Array(event.json.utf8)
        json.object { json in
          // Text, because a browser's numbers are exact only up to 2^53.
          json.field("id", String(event.id))
          json.field("time", milliseconds: event.time.nanoseconds)
          if JSONCheck.isObject(record) { json.fields(of: record[...]) } else { json.field("damaged", true) }
        }
      }
      json.field("next", page.next?.description)
    }
  }

  /// The most containers listed, those with the most lines first.
  private static let containerLimit = 200

  mutating func write(_ status: CollectorStatus) {
    object { json in
      json.field("version", status.version)
      json.field("state", status.state.rawValue)
      json.field("problem", status.unreadiness)
      json.field("start_time", seconds: status.startTime)
      json.field("last_commit", seconds: status["decklog_last_commit_timestamp_seconds"])
      json.field("engine_reachable", status["decklog_engine_reachable"] == 1)
      for name in ["lines", "records", "held_back", "dropped", "not_events", "gaps"] {
        json.field(name, status.counts[name])
      }
      json.field("lag_bytes", status.containers.reduce(0) { $0.addingSaturated($1.lagBytes ?? 0) })
      json.field("container_count", status.containers.count)
      json.field("running_count", status.containers.count { $0.isRunning })
      json.key("containers")
      let busiest = status.containers.sorted { ($0.counts["lines"], $1.name) > ($1.counts["lines"], $0.name) }
      json.array(busiest.prefix(Self.containerLimit)) { json, container in
        json.object { json in
          json.field("name", container.name)
          json.field("running", container.isRunning)
          json.field("lines", container.counts["lines"])
          json.field("records", container.counts["records"])
          json.field("lag_bytes", container.lagBytes)
          json.field("last_line", seconds: container.lastLine)
        }
      }
    }
  }

  /// Writes a key and a time; one outside 1970 to 2255 becomes the nearest in it, and one that is not finite 1970.
  private mutating func field(_ name: String, seconds: Double?) {
    let nanoseconds = seconds.map { seconds -> Int64 in
      seconds.isFinite ? Int64(min(max(seconds, 0), 9_000_000_000) * 1_000_000_000) : 0
    }
    field(name, milliseconds: nanoseconds)
  }

  private mutating func write(_ timeline: Timeline) {
    key("timeline")
    object { json in
      json.field("start", milliseconds: timeline.buckets.first?.start.nanoseconds ?? 0)
      json.field("width", milliseconds: Int64(timeline.width) * 1_000_000_000)
      json.key("counts")
      json.array(timeline.buckets) { $0.number($1.events) }
    }
  }

  private mutating func write(_ rankings: Rankings) {
    write("deckies", rankings.deckies)
    write("services", rankings.services)
    write("event_types", rankings.eventTypes)
    key("credentials")
    array(rankings.credentials) { json, credential in
      json.object { json in
        json.field("username", credential.username ?? "")
        json.field("password", credential.password ?? "")
        json.field("events", credential.attempts)
      }
    }
  }

  private mutating func write(_ key: String, _ names: [Tally]) {
    self.key(key)
    array(names) { json, row in
      json.object { json in
        json.field("name", row.name)
        json.field("events", row.events)
      }
    }
  }
}

/// Checks that a record can be copied into another JSON text.
enum JSONCheck {
  /// The deepest nesting; a record nests two deep.
  private static let maximumDepth = 32

  /// Whether the bytes are a JSON object, with nothing before or after it.
  static func isObject(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else { return false }
    return bytes.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes, maximumDepth: maximumDepth)
      do throws(JSONScanner.Fault) {
        try scanner.skipValue(depth: 1)
        return scanner.isAtEnd()
      } catch {
        return false
      }
    }
  }
}
