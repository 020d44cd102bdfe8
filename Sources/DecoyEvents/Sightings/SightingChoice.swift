import Syslog

/// Chooses the attacker's address among a message's sightings, or none where the text doesn't tell.
///
/// The head is what the service wrote before anything that an attacker can choose; it is believed first. In
/// the tail, what is labelled and outside quotations comes before what isn't. Where two readings remain, the
/// answer is nobody: an innocent address is worse than none.
struct SightingChoice {
  /// What a message's sightings come to.
  struct Result {
    /// `nil` where no address can be told from the others.
    var sighting: Sighting?
    /// Whether more than one address could have been the attacker's.
    var isAmbiguous: Bool

    fileprivate static let undecided = Result(sighting: nil, isAmbiguous: true)
  }

  private let text: UnsafeRawBufferPointer
  private let sightings: [Sighting]
  private let opening: MessageOpening
  private let head: Range<Int>

  /// The choice among `sightings`, which are all of those of `text` and in their order.
  static func choose(_ sightings: [Sighting], in text: UnsafeRawBufferPointer) -> Result {
    // One alone is chosen by every rule.
    guard sightings.count > 1 else { return Result(sighting: sightings.first, isAmbiguous: false) }
    let choice = SightingChoice(sightings, in: text)
    return choice.fromStrongHead ?? choice.fromHead ?? choice.fromCalledTail ?? choice.fromFreeTail
  }

  private init(_ sightings: [Sighting], in text: UnsafeRawBufferPointer) {
    self.text = text
    self.sightings = sightings
    let opening = MessageOpening(in: text, of: sightings)
    self.opening = opening
    // What a leading bracket holds can be the attacker's, as in vsftpd's `[x from 6.6.6.6] FAIL LOGIN`.
    let bracketEnd = text.first == ASCII.openBracket ? text.index(of: ASCII.closeBracket, from: 0) ?? 0 : 0
    let end = sightings.firstIndex { $0.range.lowerBound >= opening.index } ?? sightings.count
    let start = sightings.firstIndex { $0.range.lowerBound >= bracketEnd } ?? sightings.count
    head = min(start, end)..<end
  }

  /// Those of the head that are as wanted.
  private func head(where isWanted: (Sighting) -> Bool = { _ in true }) -> SightingGroup {
    var group = SightingGroup()
    for sighting in sightings[head] where isWanted(sighting) { group.add(sighting) }
    return group
  }

  /// Those outside the head that are as wanted.
  private func tail(where isWanted: (Sighting) -> Bool = { _ in true }) -> SightingGroup {
    var group = SightingGroup()
    for sighting in sightings[..<head.lowerBound] where isWanted(sighting) { group.add(sighting) }
    for sighting in sightings[head.upperBound...] where isWanted(sighting) { group.add(sighting) }
    return group
  }
}

// MARK: What the head gives

extension SightingChoice {
  /// The first strong one of the head, if nothing speaks against it.
  private var fromStrongHead: Result? {
    let strong = head(where: isStrong)
    guard let first = strong.first else { return nil }
    return isDoubtful(first)
      ? .undecided : Result(sighting: first, isAmbiguous: strong.hasSeveralAddresses)
  }

  /// The head's first, where it begins the text or the tail has nothing better.
  private var fromHead: Result? {
    let all = head()
    guard let first = all.first else { return nil }
    if first.range.lowerBound == 0 { return Result(sighting: first, isAmbiguous: all.hasSeveralAddresses) }
    guard tail(where: { $0.kind.isLabelled }).isEmpty else { return nil }
    return Result(sighting: first, isAmbiguous: sightings.contains { $0.value != first.value })
  }

  /// Labelled, or alone between what only a service writes.
  private func isStrong(_ sighting: Sighting) -> Bool {
    if sighting.kind.isLabelled { return true }
    guard sighting.kind == .free else { return false }
    let range = sighting.range
    // An access log's, named's `1.2.3.4#5151`, and a column.
    if text.has(" - ", at: range.upperBound) { return true }
    switch text.byte(at: range.upperBound) {
    case UInt8(ascii: "#"):
      return text.byte(at: range.upperBound + 1).map(ASCII.isDigit) ?? false
    case UInt8(ascii: ","), ASCII.closeBracket:
      return text.byte(at: range.lowerBound - 1) == UInt8(ascii: ",")
    default:
      return false
    }
  }

  /// Whether the first strong one of the head may be something that its peer has said.
  private func isDoubtful(_ first: Sighting) -> Bool {
    // Two of a kind: one of them can be a user's name. A pair and a port have a shape of their own.
    if first.kind != .pair, first.kind != .port, first.kind != .free,
      !head(where: { $0.kind == first.kind && $0.value != first.value && isStrong($0) }).isEmpty
    {
      return true
    }
    if first.kind == .from || first.kind == .bracket,
      !head(where: { $0.range.lowerBound < first.range.lowerBound && $0.value != first.value }).isEmpty
    {
      return true
    }
    // Asterisk: `Registration from 'NAME' failed for 'ADDRESS:PORT'`, where the name is the caller's.
    guard first.kind == .from, first.traits.contains(.isInApostrophes) else { return false }
    return !tail {
      $0.kind == .from && $0.traits.isSuperset(of: [.isInApostrophes, .hasPort]) && $0.value != first.value
    }.isEmpty
  }
}

// MARK: What the tail gives

extension SightingChoice {
  /// Of the tail's that are called something, if there are any.
  private var fromCalledTail: Result? {
    let called = tail { $0.kind != .free }
    guard !called.isEmpty else { return nil }
    let areAllQuoted = tail { $0.kind != .free && !$0.traits.contains(.isInQuotes) }.isEmpty
    if areAllQuoted, !tail(where: isLoose).isEmpty,
      tail(where: { $0.kind != .free || isLoose($0) }).hasSeveralAddresses
    {
      return .undecided
    }
    let isTaken = { (sighting: Sighting) in
      sighting.kind != .free && (areAllQuoted || !sighting.traits.contains(.isInQuotes))
    }
    let better = tail { isTaken($0) && $0.kind != .plain }
    let kept = better.isEmpty ? tail(where: isTaken) : better
    let ports = tail { isTaken($0) && $0.kind == .port }

    if let chosen = port(of: ports, in: kept) ?? (kept.hasSeveralAddresses ? nil : kept.first) {
      return Result(sighting: chosen, isAmbiguous: called.hasSeveralAddresses)
    }
    var quotes = UnescapedQuotes(in: text)
    guard ports.isEmpty, kept.isOfOneKind, !opening.isApostrophe, quotes.next() == nil else {
      return .undecided
    }
    // The user name that an attacker chose comes before his address, and may be echoed after it.
    return Result(sighting: kept.lastOther, isAmbiguous: true)
  }

  /// The last of those with a port, where OpenSSH writes no text of a peer's behind it.
  private func port(of ports: SightingGroup, in kept: SightingGroup) -> Sighting? {
    guard let last = ports.last else { return nil }
    switch last.portEnding {
    case .end: return last
    case .ssh: return ports.hasSeveralAddresses ? nil : last
    case .colon:
      return ports.hasSeveralAddresses || kept.last?.range != last.range ? nil : last
    case .other: return nil
    }
  }

  /// Of a tail that is all free, the one address outside quotations, or the one address.
  private var fromFreeTail: Result {
    let loose = tail(where: isLoose)
    let candidates = loose.isEmpty ? tail() : loose
    return candidates.hasSeveralAddresses
      ? .undecided : Result(sighting: candidates.first, isAmbiguous: tail().hasSeveralAddresses)
  }

  /// Whether nothing calls it anything and no quotes are around it.
  private func isLoose(_ sighting: Sighting) -> Bool {
    sighting.kind == .free && sighting.traits.isDisjoint(with: [.isInQuotes, .isQuoted])
  }
}
