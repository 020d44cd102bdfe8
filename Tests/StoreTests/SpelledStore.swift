import Foundation
import GRDB
import Glibc

@testable import Store

/// Makes what version 1 of the schema was of a store: an attacker for each spelling of an address.
enum SpelledStore {
  /// - Parameter path: a store that nobody has open.
  static func make(of path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      try db.execute(
        sql: """
          DELETE FROM grdb_migrations WHERE identifier > '1';
          DROP TABLE attacker_spelling;
          DROP TABLE event_detail_missing;
          DROP TABLE event_detail;
          DROP TABLE event_credential;
          DROP TABLE session;
          DROP TABLE protocol;
          UPDATE credential SET attempts = (SELECT count(*) FROM event WHERE credential = credential.id),
            first_time = (SELECT min(time) FROM event WHERE credential = credential.id),
            last_time = (SELECT max(time) FROM event WHERE credential = credential.id);
          DELETE FROM credential WHERE attempts = 0;
          DELETE FROM attacker;
          INSERT INTO attacker (address)
            SELECT DISTINCT json_extract(json, '$.attacker_ip') FROM event WHERE attacker > 0 ORDER BY id;
          UPDATE event SET attacker = (SELECT id FROM attacker WHERE address = json_extract(json, '$.attacker_ip'))
            WHERE attacker > 0;
          UPDATE attacker SET events = (SELECT count(*) FROM event WHERE attacker = attacker.id),
            first_time = (SELECT min(time) FROM event WHERE attacker = attacker.id),
            last_time = (SELECT max(time) FROM event WHERE attacker = attacker.id);
          """
      )
      for address in try String.fetchAll(db, sql: "SELECT address FROM attacker") {
        try db.execute(
          sql: "UPDATE attacker SET sort_key = ? WHERE address = ?",
          arguments: [sortKey(address), address]
        )
      }
    }
    try queue.close()
  }

  /// What version 1 sorted addresses by; one in a zone had no key.
  private static func sortKey(_ address: String) -> Data? {
    for (family, number) in [(AF_INET, 4), (AF_INET6, 6)] as [(Int32, UInt8)] {
      var bytes = [UInt8](repeating: 0, count: 16)
      if inet_pton(family, address, &bytes) == 1 { return Data([number] + bytes) }
    }
    return nil
  }
}
