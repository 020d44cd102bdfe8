import Syslog

/// Writes records: one JSON object and an LF for each event.
package enum RecordEncoder {
  /// The maximum size of `msg` and `raw_line`, in bytes of UTF-8.
  static let longestText = 65_535
  /// The maximum size of `decky`, `service` and `event_type`, in bytes of UTF-8.
  static let longestName = 255

  /// Appends the record of `event`, which was read from `line`, and an LF.
  @inline(never)
  package static func encode(
    _ event: borrowing DecoyEvent,
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    into output: inout [UInt8]
  ) {
    let text = ByteText(line)
    let bound = Self.bound(for: event, of: line, in: context)
    if output.capacity - output.count < bound {
      output.reserveCapacity(max(2 * output.capacity, output.count + bound))
    }
    // Pointers, because a closure would capture copies.
    withUnsafePointer(to: event) { event in
      withUnsafePointer(to: context) { context in
        output.append(addingCapacity: bound) { span in
          span.withUnsafeMutableBufferPointer { room, initialized in
            guard let base = room.baseAddress else { return }
            let start = UnsafeMutableRawPointer(base) + initialized
            var json = JSONCursor(at: start)
            write(event, of: text, in: context, to: &json)
            initialized += json.position - start
          }
        }
      }
    }
  }

  /// The maximum size of the event's record.
  private static func bound(
    for event: borrowing DecoyEvent,
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext
  ) -> Int {
    // A byte occurs in `raw_line` and at most one other member; fields' punctuation grows less than their bytes.
    let growth = JSONText.worstGrowth
    let texts = min(2 * growth * line.count + 2 * line.count, 3 * growth * (longestText + 3 * longestName))
    let origin = (context.origin?.member.count ?? 0) + growth * (context.origin?.deckyBytes?.count ?? 0)
    let claim = context.isIdentityMismatch ? growth * longestName : 0
    return texts + growth * event.timestamp.count + origin + claim + 1024
  }

  @inline(always)
  private static func write(
    _ event: UnsafePointer<DecoyEvent>,
    of line: ByteText,
    in context: UnsafePointer<RecordContext>,
    to json: inout JSONCursor
  ) {
    var flags = event.pointee.flags
    if context.pointee.isCut { flags.insert(.truncated) }
    if context.pointee.isIdentityMismatch { flags.insert(.identityMismatch) }
    if context.pointee.isShared { flags.insert(.sharedSource) }

    json.put(#"{"timestamp":""#)
    if event.pointee.hasValidTimestamp {
      putDateTime(line.slice(event.pointee.timestamp), to: &json)
    } else if let observed = context.pointee.observed {
      flags.insert(.timestampReplaced)
      observed.text.span.withUnsafeBytes { putDateTime($0, to: &json) }
    } else {
      json.putEscaped(line, event.pointee.timestamp)
    }
    json.put(#"","decky":""#)
    if context.pointee.isIdentityMismatch, let decky = context.pointee.origin?.deckyBytes {
      decky.withUnsafeBytes { putName(ByteText($0), 0..<$0.count, to: &json, flags: &flags) }
    } else {
      putName(line, event.pointee.decky, to: &json, flags: &flags)
    }
    json.put(#"","service":""#)
    putName(line, event.pointee.service, to: &json, flags: &flags)
    json.put(#"","event_type":""#)
    if event.pointee.isCommand {
      json.put(event.pointee.typeBytes(in: line.slice(0..<line.count)))
    } else {
      putName(line, event.pointee.eventType, to: &json, flags: &flags)
    }
    json.put(#"","attacker_ip":""#)
    if let address = event.pointee.attackerAddress {
      json.putEscaped(line, address)
    } else {
      json.put("Unknown")
    }
    json.put(#"","fields":{"#)
    if FieldLimit.fits(lineBytes: line.count) {
      putFields(of: event, in: line, to: &json)
      json.put(#"},"msg":""#)
      json.putEscaped(line, event.pointee.message)
      json.put(#"","raw_line":""#)
      json.putEscaped(line, 0..<line.count)
    } else {
      json.aside { flags = putLongTexts(of: event, in: line, flags: flags, to: &$0) }
    }
    putAdditions(event, of: line, in: context, flags: flags, to: &json)
    json.put("}\n")
  }

  /// Writes the members that the original collector's records don't have.
  @inline(always)
  static func putAdditions(
    _ event: UnsafePointer<DecoyEvent>,
    of line: ByteText,
    in context: UnsafePointer<RecordContext>,
    flags: EventFlags,
    to json: inout JSONCursor
  ) {
    switch event.pointee.attribution {
    case .field: json.put(#"","attribution":"field""#)
    case .message: json.put(#"","attribution":"message""#)
    case .prose: json.put(#"","attribution":"prose""#)
    case .header: json.put(#"","attribution":"header""#)
    case .none: json.put(#"","attribution":"none""#)
    }
    if let observed = context.pointee.observed {
      json.put(#","observed":""#)
      observed.text.span.withUnsafeBytes { json.put($0) }
      json.put("\"")
    }
    if let origin = context.pointee.origin { origin.member.withUnsafeBytes { json.put($0) } }
    if !flags.isEmpty { json.aside { putFlags(flags, to: &$0) } }
    if context.pointee.isIdentityMismatch {
      json.put(#","claimed":{"decky":""#)
      // It is the name of a decky, and so too short to be cut.
      var cut = EventFlags()
      putName(line, event.pointee.decky, to: &json, flags: &cut)
      json.put(#""}"#)
    } else if let sensor = event.pointee.sensor {
      json.put(#","claimed":{"sensor":""#)
      var cut = EventFlags()
      putName(line, sensor, to: &json, flags: &cut)
      json.put(#""}"#)
    }
    if context.pointee.suppressed > 0 {
      json.put(#","suppressed":"#)
      json.put(context.pointee.suppressed)
    }
    if let trace = context.pointee.trace {
      json.put(#","_trace":{"traceparent":""#)
      trace.text.span.withUnsafeBytes { json.put($0) }
      json.put(#""}"#)
    }
  }

  @inline(always)
  static func putFields(
    of event: UnsafePointer<DecoyEvent>,
    in line: ByteText,
    to json: inout JSONCursor
  ) {
    var isFirst = true
    for index in event.pointee.fields.indices {
      let field = event.pointee.fields[index]
      putSeparator(isFirst: &isFirst, to: &json)
      json.putEscaped(line, field.name)
      json.put(#"":""#)
      if field.hasBackslash {
        json.putValue(line, field.value)
      } else {
        json.putEscaped(line, field.value)
      }
    }
    putRemotePort(of: event, in: line, isFirst: &isFirst, to: &json)
    if !isFirst { json.put("\"") }
  }

  @inline(always)
  private static func putRemotePort(
    of event: UnsafePointer<DecoyEvent>,
    in line: ByteText,
    isFirst: inout Bool,
    to json: inout JSONCursor
  ) {
    guard let port = event.pointee.remotePort else { return }
    putSeparator(isFirst: &isFirst, to: &json)
    json.put(#"remote_port":""#)
    json.put(line.slice(port))
  }

  /// Writes shortened fields.
  static func putTexts(
    _ texts: [FieldLimit.Text],
    of line: ByteText,
    isFirst: inout Bool,
    to json: inout JSONCursor
  ) {
    for text in texts {
      putSeparator(isFirst: &isFirst, to: &json)
      json.putEscaped(line, text.name)
      json.put(#"":""#)
      text.value.withUnsafeBytes { json.putEscaped($0) }
    }
  }

  /// Writes fields, message and line if they may exceed their limits, and returns the flags.
  @inline(never)
  private static func putLongTexts(
    of event: UnsafePointer<DecoyEvent>,
    in line: ByteText,
    flags: EventFlags,
    to json: inout JSONCursor
  ) -> EventFlags {
    var flags = flags
    let fields = FieldLimit(
      fields: event.pointee.fields,
      remotePort: event.pointee.remotePort,
      in: line.slice(0..<line.count)
    )
    if fields.isCut { flags.insert(.truncated) }
    var isFirst = true
    putTexts(fields.texts, of: line, isFirst: &isFirst, to: &json)
    putRemotePort(of: event, in: line, isFirst: &isFirst, to: &json)
    json.put(isFirst ? #"},"msg":""# : #""},"msg":""#)
    putPrefix(of: line, event.pointee.message, limit: longestText, to: &json, flags: &flags)
    json.put(#"","raw_line":""#)
    let kept = UTF8Text.prefix(of: line.slice(0..<line.count), fitting: longestText).count
    if kept < line.count { flags.insert(.truncated) }
    let data = event.pointee.structuredData
    if kept < data.upperBound, !flags.contains(.malformedSD),
      let long = LongLine(line, data: data, fields: fields, limit: longestText)
    {
      for piece in long.pieces { json.putEscaped(line, piece) }
    } else {
      json.putEscaped(line, 0..<kept)
    }
    return flags
  }

  /// Writes what precedes a field's name.
  @inline(always)
  static func putSeparator(isFirst: inout Bool, to json: inout JSONCursor) {
    if isFirst { json.put("\"") } else { json.put(#"",""#) }
    isFirst = false
  }

  private static func putFlags(_ flags: EventFlags, to json: inout JSONCursor) {
    json.put(#","flags":["#)
    var isFirst = true
    for (bit, name) in EventFlags.names.enumerated() where flags.rawValue & 1 << bit != 0 {
      json.put(isFirst ? "\"" : #",""#)
      json.put(name)
      json.put("\"")
      isFirst = false
    }
    json.put("]")
  }

  @inline(always)
  static func putName(
    _ line: ByteText,
    _ name: Range<Int>,
    to json: inout JSONCursor,
    flags: inout EventFlags
  ) {
    putPrefix(of: line, name, limit: longestName, to: &json, flags: &flags)
  }

  /// Writes as much of `range` as fits.
  @inline(always)
  static func putPrefix(
    of line: ByteText,
    _ range: Range<Int>,
    limit: Int,
    to json: inout JSONCursor,
    flags: inout EventFlags
  ) {
    var range = range
    let count = range.upperBound &- range.lowerBound
    // A byte becomes at most one U+FFFD.
    if count > limit / 3 {
      let kept = UTF8Text.prefix(of: line.slice(range), fitting: limit).count
      if kept < count { flags.insert(.truncated) }
      range = range.lowerBound..<range.lowerBound &+ kept
    }
    json.putEscaped(line, range)
  }

  /// Writes `2026-11-23T03:55:14…` as `2026-11-23 03:55:14`.
  @inline(always)
  static func putDateTime(_ timestamp: UnsafeRawBufferPointer, to json: inout JSONCursor) {
    json.put(timestamp.slice(0..<10))
    json.put(ASCII.space)
    json.put(timestamp.slice(11..<SyslogTimestamp.secondsLength))
  }
}
