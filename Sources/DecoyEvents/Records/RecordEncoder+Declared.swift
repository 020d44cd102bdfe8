import Syslog

extension RecordEncoder {
  /// Appends the record of an event of a declared format, and an LF.
  ///
  /// - Parameters:
  ///   - event: its ranges are of `values`; no value has escapes.
  ///   - values: the values, decoded, with the names of the fields.
  ///   - line: what was read, for `raw_line`.
  package static func encode(
    _ event: borrowing DecoyEvent,
    in values: UnsafeRawBufferPointer,
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    into output: inout [UInt8]
  ) {
    var fieldBytes = 0
    for field in event.fields { fieldBytes += field.name.count + field.value.count }
    // The quotes, the colon and the comma of each field too.
    let fieldsBound = JSONText.worstGrowth * fieldBytes + 8 * event.fields.count
    let bound =
      min(fieldsBound, JSONText.worstGrowth * FieldLimit.bytes)
      + JSONText.worstGrowth
      * (min(event.message.count, longestText) + min(line.count, longestText)
        + event.timestamp.count + 5 * longestName)
      + (context.origin?.member.count ?? 0) + 1024
    withUnsafePointer(to: event) { event in
      withUnsafePointer(to: context) { context in
        output.append(addingCapacity: bound) { span in
          span.withUnsafeMutableBufferPointer { room, initialized in
            guard let base = room.baseAddress else { return }
            let start = UnsafeMutableRawPointer(base) + initialized
            var json = JSONCursor(at: start)
            let fits = fieldsBound <= FieldLimit.bytes
            putDeclared(event, in: ByteText(values), of: ByteText(line), fits: fits, in: context, to: &json)
            initialized += json.position - start
          }
        }
      }
    }
  }

  /// - Parameter fits: whether the fields are sure to be within their limit.
  private static func putDeclared(
    _ event: UnsafePointer<DecoyEvent>,
    in values: ByteText,
    of line: ByteText,
    fits: Bool,
    in context: UnsafePointer<RecordContext>,
    to json: inout JSONCursor
  ) {
    var flags = event.pointee.flags
    if context.pointee.isCut { flags.insert(.truncated) }
    if context.pointee.isShared { flags.insert(.sharedSource) }
    // Its text comes behind the flags.
    if let sensor = event.pointee.sensor, sensor.count > longestName / 3,
      UTF8Text.prefix(of: values.slice(sensor), fitting: longestName).count < sensor.count
    {
      flags.insert(.truncated)
    }
    json.put(#"{"timestamp":""#)
    if event.pointee.hasValidTimestamp {
      putDateTime(values.slice(event.pointee.timestamp), to: &json)
    } else if let observed = context.pointee.observed {
      flags.insert(.timestampReplaced)
      observed.text.span.withUnsafeBytes { putDateTime($0, to: &json) }
    } else {
      putName(values, event.pointee.timestamp, to: &json, flags: &flags)
    }
    json.put(#"","decky":""#)
    putName(values, event.pointee.decky, to: &json, flags: &flags)
    json.put(#"","service":""#)
    putName(values, event.pointee.service, to: &json, flags: &flags)
    json.put(#"","event_type":""#)
    putName(values, event.pointee.eventType, to: &json, flags: &flags)
    json.put(#"","attacker_ip":""#)
    if let address = event.pointee.attackerAddress {
      json.putEscaped(values, address)
    } else {
      json.put("Unknown")
    }
    json.put(#"","fields":{"#)
    if fits {
      putFields(of: event, in: values, to: &json)
    } else {
      let limited = FieldLimit(
        fields: event.pointee.fields,
        remotePort: nil,
        in: values.slice(0..<values.count)
      )
      if limited.isCut { flags.insert(.truncated) }
      var isFirst = true
      putTexts(limited.texts, of: values, isFirst: &isFirst, to: &json)
      if !isFirst { json.put("\"") }
    }
    json.put(#"},"msg":""#)
    putPrefix(of: values, event.pointee.message, limit: longestText, to: &json, flags: &flags)
    json.put(#"","raw_line":""#)
    putPrefix(of: line, 0..<line.count, limit: longestText, to: &json, flags: &flags)
    putAdditions(event, of: values, in: context, flags: flags, to: &json)
    json.put("}\n")
  }
}
