internal import Basics

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
      json.write(overview.timeline)
      json.key("attackers")
      json.array(overview.attackers) { json, attacker in
        json.object { json in
          json.field("address", attacker.address)
          json.field("events", attacker.events)
          json.field("last", milliseconds: attacker.last)
        }
      }
      json.write(overview.deckies, overview.services, overview.eventTypes, overview.credentials)
    }
  }

  mutating func write(_ attacker: AttackerDetail) {
    object { json in
      json.field("address", attacker.address)
      json.field("first", milliseconds: attacker.first)
      json.field("last", milliseconds: attacker.last)
      json.field("events", attacker.events)
      json.write(attacker.timeline)
      json.write(attacker.deckies, attacker.services, attacker.eventTypes, attacker.credentials)
      json.key("sessions")
      json.array(attacker.sessions) { json, session in
        json.object { json in
          json.field("start", milliseconds: session.start)
          json.field("end", milliseconds: session.end)
          json.field("decky", session.decky)
          json.field("service", session.service)
          json.field("events", session.events)
        }
      }
    }
  }

  /// An event is its record with `id` and `time` before the others. One whose record is no JSON has `damaged` instead.
  mutating func write(_ page: EventPage) {
    object { json in
      json.key("events")
      json.array(page.events) { json, event in
        json.object { json in
          // A browser's numbers are too small for it.
          json.field("id", String(event.id))
          json.field("time", milliseconds: event.time)
          if JSONCheck.isObject(event.record) {
            json.fields(of: event.record[...])
          } else {
            json.field("damaged", true)
          }
        }
      }
      json.field("next", page.next)
    }
  }

  mutating func write(_ status: DashboardStatus) {
    object { json in
      json.field("version", status.version)
      json.field("state", status.state)
      json.field("problem", status.problem)
      json.field("start_time", milliseconds: status.startTime)
      json.field("last_commit", milliseconds: status.lastCommit)
      json.field("engine_reachable", status.isEngineReachable)
      json.field("lines", status.lines)
      json.field("records", status.records)
      json.field("held_back", status.heldBack)
      json.field("dropped", status.dropped)
      json.field("not_events", status.notEvents)
      json.field("gaps", status.gaps)
      json.field("lag_bytes", status.lagBytes)
      json.field("container_count", status.containerCount)
      json.field("running_count", status.runningCount)
      json.key("containers")
      json.array(status.containers) { json, container in
        json.object { json in
          json.field("name", container.name)
          json.field("running", container.isRunning)
          json.field("lines", container.lines)
          json.field("records", container.records)
          json.field("lag_bytes", container.lagBytes)
          json.field("last_line", milliseconds: container.lastLine)
        }
      }
    }
  }

  private mutating func write(_ timeline: Timeline) {
    key("timeline")
    object { json in
      json.field("start", milliseconds: timeline.start)
      json.field("width", milliseconds: timeline.width)
      json.key("counts")
      json.array(timeline.counts) { $0.number($1) }
    }
  }

  private mutating func write(
    _ deckies: [RankedName],
    _ services: [RankedName],
    _ eventTypes: [RankedName],
    _ credentials: [RankedCredential]
  ) {
    write("deckies", deckies)
    write("services", services)
    write("event_types", eventTypes)
    key("credentials")
    array(credentials) { json, credential in
      json.object { json in
        json.field("username", credential.username)
        json.field("password", credential.password)
        json.field("events", credential.events)
      }
    }
  }

  private mutating func write(_ key: String, _ names: [RankedName]) {
    self.key(key)
    array(names) { json, row in
      json.object { json in
        json.field("name", row.name)
        json.field("events", row.events)
      }
    }
  }
}
