import DecoyEvents

extension WrittenRecords {
  private static let unknown = Array("\"Unknown\"".utf8)
  private static let types = [SessionAggregator.commandType, SessionAggregator.endType].map {
    Array("\"\($0)\"".utf8)
  }

  /// The records that sessions are made of: commands and ends of sessions, where the attacker is known. Most batches
  /// have none; of a record no more than its head is read.
  var ofSessions: WrittenRecords {
    var selected = WrittenRecords(bytes: [], count: 0, isBehind: isBehind)
    forEach { record in
      guard let head = RecordHead(record), Self.types.contains(where: head.eventType.elementsEqual),
        !head.attackerIP.elementsEqual(Self.unknown)
      else { return }
      selected.bytes += record
      selected.bytes.append(UInt8(ascii: "\n"))
      selected.count += 1
    }
    return selected
  }
}
