/// Answers questions about stored records.
///
/// Each call blocks its thread until the answer is complete, and throws if its query is cancelled.
package protocol RecordQuerying: Sendable {
  /// How many of everything there are; ignores the query's limit and offset.
  func totals(_ query: StoreQuery) throws -> StoreTotals

  /// Attackers, those with the most events first.
  func attackers(_ query: StoreQuery) throws -> [AttackerSummary]

  /// Credentials, those tried most often first.
  func credentials(_ query: StoreQuery) throws -> [CredentialSummary]

  /// Names, those with the most events first.
  func tally(_ subject: Tally.Subject, _ query: StoreQuery) throws -> [Tally]

  /// Sessions, the latest to end first. Events without an attacker's address belong to the session that the honeypot
  /// names, or to none.
  ///
  /// - Parameter gap: the longest pause within a session, a year at most; within one that the honeypot names, a day or
  ///   this if it is longer.
  func sessions(_ query: StoreQuery, gap: Duration) throws -> [SessionSummary]

  /// Events and attackers over time; ignores the query's limit and offset.
  ///
  /// - Parameter width: seconds per bucket, a year at most; `nil` chooses a width that suits the time from the first
  ///   to the last event. A width that would make more than ``Timeline/mostBuckets`` is enlarged.
  func timeline(_ query: StoreQuery, width: Int?) throws -> Timeline

  /// A page of events, by time; ignores the query's offset.
  ///
  /// - Parameters:
  ///   - isOldestFirst: whether the oldest events come first, instead of the newest.
  ///   - cursor: ``EventPage/next`` of the page before.
  ///   - bytes: the most bytes of records in the page; the first record always fits.
  func events(_ query: StoreQuery, isOldestFirst: Bool, after cursor: EventCursor?, bytes: Int) throws
    -> EventPage
}

extension RecordQuerying {
  /// Summarises the matching events; the query's limit is that of each ranking.
  package func overview(_ query: StoreQuery) throws -> Overview {
    Overview(totals: try totals(query), attackers: try attackers(query), rankings: try rankings(query))
  }

  /// What one attacker did; `nil` if none of the matching events are theirs.
  ///
  /// - Parameters:
  ///   - address: a single address.
  ///   - query: its limit is that of each ranking.
  ///   - sessions: the most sessions to list.
  package func attacker(_ address: AddressRange, _ query: StoreQuery, sessions limit: Int) throws
    -> AttackerDetail?
  {
    var query = query
    query.filter.attackers = [address]
    guard let attacker = try attackers(query).first else { return nil }
    let rankings = try rankings(query)
    query.limit = limit
    let sessions = try sessions(query, gap: SessionSummary.defaultGap)
    return AttackerDetail(attacker: attacker, rankings: rankings, sessions: sessions)
  }

  private func rankings(_ query: StoreQuery) throws -> Rankings {
    Rankings(
      timeline: try timeline(query, width: nil),
      deckies: try tally(.decky, query),
      services: try tally(.service, query),
      eventTypes: try tally(.eventType, query),
      credentials: try credentials(query)
    )
  }
}

/// The most frequent names and credentials of some events, and how many events there were over time.
package struct Rankings: Sendable, Hashable {
  package let timeline: Timeline
  package let deckies: [Tally]
  package let services: [Tally]
  package let eventTypes: [Tally]
  package let credentials: [CredentialSummary]
}

package struct Overview: Sendable, Hashable {
  package let totals: StoreTotals
  package let attackers: [AttackerSummary]
  package let rankings: Rankings
}

package struct AttackerDetail: Sendable, Hashable {
  package let attacker: AttackerSummary
  package let rankings: Rankings
  /// The latest sessions, the latest to end first.
  package let sessions: [SessionSummary]
}
