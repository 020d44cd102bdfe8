internal import NIOCore

/// Which connection has to go when there is one too many.
struct ConnectionPlaces<ID: Hashable & Sendable>: Sendable {
  /// What a connection is about.
  enum Phase: Sendable, Hashable {
    /// Its request has not come whole, or its answer is given: it is the first to go, the oldest before others.
    case idle
    /// It is being answered; it can be pushed out when it has had its time for that.
    case answering
    /// Its answer has no end. There is a limit for those of its own.
    case streaming
  }

  private struct Place {
    let id: ID
    var phase = Phase.idle
    var since: NIODeadline
  }

  private let limit: Int
  private let answerTime: TimeAmount
  /// In the order of arrival.
  private var places: [Place] = []

  /// - Parameters:
  ///   - limit: the most connections.
  ///   - answerTime: how long one that is being answered keeps its place when others want it.
  init(limit: Int, answerTime: TimeAmount) {
    self.limit = limit
    self.answerTime = answerTime
  }

  /// Takes a connection in.
  ///
  /// - Returns: the one that has to go, which is the new one where nobody else has to.
  mutating func admit(_ id: ID, at now: NIODeadline) -> ID? {
    places.append(Place(id: id, since: now))
    guard places.count > limit else { return nil }
    let index =
      places.dropLast().firstIndex { $0.phase == .idle }
      ?? places.firstIndex { $0.phase == .answering && now - $0.since > answerTime }
      ?? places.count - 1
    return places.remove(at: index).id
  }

  /// A connection is about something else now.
  mutating func note(_ phase: Phase, of id: ID, at now: NIODeadline) {
    guard let index = places.firstIndex(where: { $0.id == id }) else { return }
    places[index].phase = phase
    places[index].since = now
  }

  /// A connection has ended.
  mutating func remove(_ id: ID) { places.removeAll { $0.id == id } }
}
