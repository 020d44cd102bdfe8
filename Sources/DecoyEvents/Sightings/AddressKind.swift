import Syslog

/// Whose address it is, according to the text around it.
enum AddressKind: UInt8, Sendable {
  /// The machine's own, or not a peer's address: a destination, a version, a path, a mail domain.
  case own
  /// A user's name that looks like an address.
  case user
  /// Unknown.
  case free
  /// Labelled as an address, but not whose.
  case plain
  /// `src_ip=1.2.3.4`, with the name of an address field.
  case pair
  /// `1.2.3.4 port 22`, as OpenSSH writes it.
  case port
  /// Labelled as that of a peer or client.
  case peer
  /// `from 1.2.3.4`.
  case from
  /// `unknown[1.2.3.4]`: after the host's name.
  case named
  /// `[1.2.3.4]`.
  case bracket

  /// Whether the text says that it is the peer's.
  var isLabelled: Bool {
    switch self {
    case .pair, .port, .peer, .from, .named, .bracket: true
    case .own, .user, .free, .plain: false
    }
  }

  /// Whether no word has determined the kind.
  var isByShape: Bool { self == .free || self == .bracket }

  /// Determines the kind from the text before `address`.
  init(of address: WrittenAddress, in wrapping: Wrapping, of text: UnsafeRawBufferPointer) {
    let end = wrapping.start
    switch text.byte(at: end - 1) {
    case UInt8(ascii: "@"):
      self = Self.behindAt(end, in: wrapping, of: text)
      return
    case ASCII.slash:
      self = Self.behindSlash(end, address, in: text)
      return
    case UInt8(ascii: "~"):
      self = .own
      return
    default: break
    }
    let label = AddressLabel(before: end, in: text)
    if label.isDestination || label.isInURL {
      self = .own
    } else if label.isAttached {
      self = Self.attached(label, in: wrapping, of: text)
    } else {
      self = Self.labelled(label, address, in: wrapping, of: text) ?? wrapping.kind
    }
  }

  /// The host of a mail or SIP name, except in MySQL's `'user'@'1.2.3.4'` and Pure-FTPd's `(?@1.2.3.4)`.
  private static func behindAt(
    _ end: Int,
    in wrapping: Wrapping,
    of text: UnsafeRawBufferPointer
  ) -> AddressKind {
    if end == 3, text.has("(?@", at: 0) { return .bracket }
    return wrapping.isQuote ? .peer : .own
  }

  /// A path, a version or a URL, except in OpenVPN's `client1/1.2.3.4:5151`.
  private static func behindSlash(
    _ end: Int,
    _ address: WrittenAddress,
    in text: UnsafeRawBufferPointer
  ) -> AddressKind {
    guard address.hasPort, let name = PrecedingName(endingAt: end - 1, in: text) else { return .own }
    return text.byte(at: name.range.lowerBound - 1).map(ASCII.isWhiteSpace) ?? true ? .free : .own
  }

  /// `unknown[1.2.3.4]`, but not `version[7.17.9.1]`.
  private static func attached(
    _ label: AddressLabel,
    in wrapping: Wrapping,
    of text: UnsafeRawBufferPointer
  ) -> AddressKind {
    guard wrapping.beginsWithBracket, let before = text.byte(at: wrapping.start - 1),
      MessageByte.isName(before)
    else { return wrapping.kind }
    guard let name = label.name else { return .named }
    return FoldedName(name, in: text).isOwnWord ? .own : .named
  }

  /// `nil` if the label says nothing.
  private static func labelled(
    _ label: AddressLabel,
    _ address: WrittenAddress,
    in wrapping: Wrapping,
    of text: UnsafeRawBufferPointer
  ) -> AddressKind? {
    guard let name = label.name else { return nil }
    if label.separator == ASCII.equals, label.isTight, AddressFields.rank(of: text.slice(name.range)) != nil {
      return .pair
    }
    let folded = FoldedName(name, in: text)
    switch folded {
    case "from":
      // A mail's sender.
      return label.hasSeparator && wrapping.hasAngle ? .own : .from
    case "ip", "addr", "address", "ipaddr", "ipaddress", "host":
      if let kind = qualified(name, in: text) { return kind }
      return label.hasSeparator || wrapping.isQuote ? .plain : nil
    case "user", "username": return .user
    default: break
    }
    if label.hasSeparator { return keyed(by: folded) }
    if folded.isOwnWord { return .own }
    switch folded {
    case "client": return .peer
    // Asterisk: `failed for '1.2.3.4:5151'`.
    case "for" where wrapping.hasApostrophe && address.hasPort: return .from
    default: return nil
    }
  }

  /// The meaning of the name before `address`, as in `remote address 1.2.3.4`.
  private static func qualified(_ name: PrecedingName, in text: UnsafeRawBufferPointer) -> AddressKind? {
    let end = text.skipBack(from: name.range.lowerBound, atMost: AddressLabel.mostBlanks, over: ASCII.isBlank)
    guard let qualifier = PrecedingName(endingAt: end, in: text) else { return nil }
    let folded = FoldedName(qualifier, in: text)
    let meaning = folded.meaning
    if "on" ~= folded || meaning.contains(.own) { return .own }
    if "from" ~= folded { return .from }
    return "rip" ~= folded || meaning.contains(.peer) ? .peer : nil
  }

  /// The meaning of a key, as in `rhost=1.2.3.4` and `lip=192.0.2.1`.
  private static func keyed(by name: FoldedName) -> AddressKind? {
    switch name {
    case "ruser", "login", "logname", "password": return .user
    case "lip", "i": return .own
    default: break
    }
    let meaning = name.meaning
    if !meaning.isDisjoint(with: [.own, .claim]) { return .own }
    return "rip" ~= name || meaning.contains(.peer) ? .peer : nil
  }
}

extension FoldedName {
  /// Whether the machine's own address or a version follows such a word.
  fileprivate var isOwnWord: Bool {
    switch self {
    case "to", "on", "via", "into", "server", "version", "firmware", "release": true
    default: false
    }
  }
}

extension Wrapping {
  fileprivate var kind: AddressKind { beginsWithBracket ? .bracket : .free }
}
