import Syslog

/// Chooses the attacker's address among a message's sightings.
///
/// The head, which the service wrote before anything an attacker can choose, has precedence; in the tail, labelled ones
/// outside quotations. If two readings remain, there is no choice: an innocent address is worse than none.
struct SightingChoice {
  struct Result {
    var sighting: Sighting?
    /// Whether more than one address could be the attacker's.
    var isAmbiguous: Bool

    fileprivate static let undecided = Result(sighting: nil, isAmbiguous: true)
  }

  private let text: UnsafeRawBufferPointer
  private let sightings: [Sighting]
  private let opening: MessageOpening
  private let head: Range<Int>

  /// Chooses among `sightings`, which must be all of those in `text`, in order.
  static func choose(_ sightings: [Sighting], in text: UnsafeRawBufferPointer) -> Result {
    // Every rule chooses a single one.
    guard sightings.count > 1 else { return Result(sighting: sightings.first, isAmbiguous: false) }
    let choice = SightingChoice(sightings, in: text)
    return choice.fromStrongHead ?? choice.fromHead ?? choice.fromCalledTail ?? choice.fromFreeTail
  }

  private init(_ sightings: [Sighting], in text: UnsafeRawBufferPointer) {
    self.text = text
    self.sightings = sightings
    let opening = MessageOpening(in: text, of: sightings)
    self.opening = opening
    // An attacker may control a leading bracket, as in vsftpd's `[x from 6.6.6.6] FAIL LOGIN`.
    let bracketEnd = text.first == ASCII.openBracket ? text.index(of: ASCII.closeBracket, from: 0) ?? 0 : 0
    let end = sightings.firstIndex { $0.range.lowerBound >= opening.index } ?? sightings.count
    let start = sightings.firstIndex { $0.range.lowerBound >= bracketEnd } ?? sightings.count
    head = min(start, end)..<end
  }

  /// The wanted ones of the head.
  private func head(where isWanted: (Sighting) -> Bool = { _ in true }) -> SightingGroup {
    var group = SightingGroup()
    for sighting in sightings[head] where isWanted(sighting) { group.add(sighting) }
    return group
  }

  /// The wanted ones outside the head.
  private func tail(where isWanted: (Sighting) -> Bool = { _ in true }) -> SightingGroup {
    var group = SightingGroup()
    for index in sightings.indices where !head.contains(index) && isWanted(sightings[index]) {
      group.add(sightings[index])
    }
    return group
  }
}

// MARK: - The head

extension SightingChoice {
  /// The first strong one of the head, unless it is doubtful.
  private var fromStrongHead: Result? {
    let strong = head(where: isStrong)
    guard let first = strong.first else { return nil }
    return isDoubtful(first)
      ? .undecided : Result(sighting: first, isAmbiguous: strong.hasSeveralAddresses)
  }

  /// The first of the head, if the text begins with it or the tail has no labelled one.
  private var fromHead: Result? {
    let all = head()
    guard let first = all.first else { return nil }
    if first.range.lowerBound == 0 { return Result(sighting: first, isAmbiguous: all.hasSeveralAddresses) }
    guard tail(where: { $0.kind.isLabelled }).isEmpty else { return nil }
    return Result(sighting: first, isAmbiguous: sightings.contains { $0.value != first.value })
  }

  /// Whether a sighting has a label or is between characters that only a service writes.
  private func isStrong(_ sighting: Sighting) -> Bool {
    if sighting.kind.isLabelled { return true }
    guard sighting.kind == .free else { return false }
    let range = sighting.range
    // An access log, named's `1.2.3.4#5151`, and a column.
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

  /// Whether the first strong one of the head may be a claim of the peer.
  private func isDoubtful(_ first: Sighting) -> Bool {
    // Of two of the same kind one may be a user's name, except for pairs and ports, which have their own form.
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

// MARK: - The tail

extension SightingChoice {
  /// The choice among those of the tail with a label, if there are any.
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
    guard ports.isEmpty, kept.isOfOneKind, !opening.isApostrophe, quotes.next() == nil
    else { return .undecided }
    // The user name that an attacker chose comes before his address, and may be repeated after it.
    return Result(sighting: kept.lastOther, isAmbiguous: true)
  }

  /// The last of those with a port, if OpenSSH writes no text of the peer after it.
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

  /// Of a tail without labels, the only address outside quotations, or the only address.
  private var fromFreeTail: Result {
    let loose = tail(where: isLoose)
    let candidates = loose.isEmpty ? tail() : loose
    return candidates.hasSeveralAddresses
      ? .undecided : Result(sighting: candidates.first, isAmbiguous: tail().hasSeveralAddresses)
  }

  /// Whether a sighting has neither label nor quotes.
  private func isLoose(_ sighting: Sighting) -> Bool {
    sighting.kind == .free && sighting.traits.isDisjoint(with: [.isInQuotes, .isQuoted])
  }
}
