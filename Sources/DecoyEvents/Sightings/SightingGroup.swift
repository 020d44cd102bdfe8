/// What some of a message's sightings have in common, found in one go over them.
struct SightingGroup {
  /// The first of them.
  private(set) var first: Sighting?
  /// The last of them.
  private(set) var last: Sighting?
  /// The last whose address isn't the first one's.
  private(set) var lastOther: Sighting?
  /// Whether all are called the same.
  private(set) var isOfOneKind = true

  var isEmpty: Bool { first == nil }
  /// Whether they have more than one address.
  var hasSeveralAddresses: Bool { lastOther != nil }

  mutating func add(_ sighting: Sighting) {
    last = sighting
    guard let first else {
      first = sighting
      return
    }
    if sighting.value != first.value { lastOther = sighting }
    if sighting.kind != first.kind { isOfOneKind = false }
  }
}
