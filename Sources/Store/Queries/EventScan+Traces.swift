extension EventScan {
  /// What is in the events of some attackers, or of some credentials.
  ///
  /// - Parameter scope: which events one of them has.
  func traces(
    of ids: [Int64],
    by subject: KeyPath<ScannedEvent, Int64>,
    _ scope: (Int64) -> Scope
  ) throws -> [Int64: EventTraces] {
    var traces: [Int64: EventTraces] = [:]
    guard !looksIntoTexts else {
      // To find the texts once is less than to find them for each.
      for id in ids { traces[id] = EventTraces() }
      try run { event in
        traces[event[keyPath: subject]]?.add(event)
        return true
      }
      return traces
    }
    for id in ids {
      var found = EventTraces()
      try run(scope(id)) { event in
        found.add(event)
        return true
      }
      traces[id] = found
    }
    return traces
  }
}
