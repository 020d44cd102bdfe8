internal import GRDB

/// The tables of a store, and the migrations from earlier versions.
enum StoreSchema {
  /// `decL`, in the header of each store: tells it from another program's database.
  static let applicationID: Int32 = 0x6465_634C

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: tables)
      try db.execute(sql: views)
    }
    migrator.registerMigration("2") { db in try AttackerSpellings.prepare(db) }
    migrator.registerMigration("3") { db in
      try db.execute(sql: details)
      try EarlierDetails.prepare(db)
    }
    return migrator
  }

  /// `attacker` 0 and `credential` 0 stand for none.
  private static let tables = """
    CREATE TABLE source (
      path TEXT NOT NULL PRIMARY KEY,
      position TEXT,
      records INTEGER NOT NULL DEFAULT 0,
      invalid INTEGER NOT NULL DEFAULT 0,
      too_long INTEGER NOT NULL DEFAULT 0,
      losses INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE decky (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE service (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE event_type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE attacker (
      id INTEGER PRIMARY KEY,
      address TEXT NOT NULL UNIQUE,
      sort_key BLOB,
      events INTEGER NOT NULL DEFAULT 0,
      first_time INTEGER,
      last_time INTEGER
    );
    CREATE INDEX attacker_by_sort_key ON attacker (sort_key);
    CREATE TABLE credential (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      username TEXT,
      password TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      first_time INTEGER,
      last_time INTEGER
    );
    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      time INTEGER NOT NULL,
      attacker INTEGER NOT NULL,
      decky INTEGER NOT NULL,
      service INTEGER NOT NULL,
      event_type INTEGER NOT NULL,
      credential INTEGER NOT NULL,
      json TEXT NOT NULL
    );
    CREATE INDEX event_by_time ON event (time, attacker, decky, service, event_type, credential);
    CREATE INDEX event_by_attacker ON event (attacker, time, decky, service, event_type, credential);
    CREATE INDEX event_by_credential ON event (credential, time, attacker, decky, service, event_type)
      WHERE credential > 0;
    CREATE VIRTUAL TABLE event_text USING fts5 (text, content='', columnsize=0, tokenize='unicode61');
    INSERT INTO event_text (event_text, rank) VALUES ('automerge', 8);
    """

  /// Only records with a session, a protocol, several credentials or an address that a client can set have rows here.
  ///
  /// `session.attacker` is the first known one, and `first_time` no later than the first event's; `event_detail` counts
  /// in `credentials` the rows of `event_credential`, which are all but the first credential of an event. `header` is 1
  /// if a client can set the address.
  private static let details = """
    CREATE TABLE protocol (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE session (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      scope BLOB NOT NULL,
      attacker INTEGER NOT NULL DEFAULT 0,
      has_unknown INTEGER NOT NULL DEFAULT 0,
      events INTEGER NOT NULL DEFAULT 0,
      first_time INTEGER,
      last_time INTEGER,
      UNIQUE (name, scope)
    );
    CREATE INDEX session_by_attacker ON session (attacker, has_unknown) WHERE attacker > 0;
    CREATE TABLE event_detail (
      id INTEGER PRIMARY KEY,
      session INTEGER NOT NULL,
      protocol INTEGER NOT NULL,
      credentials INTEGER NOT NULL,
      header INTEGER NOT NULL
    );
    CREATE INDEX event_detail_by_session ON event_detail (session) WHERE session > 0;
    CREATE INDEX event_detail_by_header ON event_detail (header) WHERE header > 0;
    CREATE TABLE event_credential (
      credential INTEGER NOT NULL,
      time INTEGER NOT NULL,
      event INTEGER NOT NULL,
      PRIMARY KEY (credential, time, event)
    ) WITHOUT ROWID;
    CREATE INDEX event_credential_by_event ON event_credential (event);
    DROP VIEW events;
    CREATE VIEW events AS
    SELECT
      event.id AS id,
      strftime('%Y-%m-%dT%H:%M:%SZ', event.time / 1000000000, 'unixepoch') AS time,
      event.time AS time_ns,
      decky.name AS decky,
      service.name AS service,
      event_type.name AS event_type,
      attacker.address AS attacker_ip,
      credential.username AS username,
      credential.password AS password,
      json_extract(event.json, '$.msg') AS message,
      json_extract(event.json, '$.fields') AS fields,
      json_extract(event.json, '$.origin.container') AS container,
      json_extract(event.json, '$.flags') AS flags,
      json_extract(event.json, '$.raw_line') AS raw_line,
      event.json AS json,
      json_extract(event.json, '$.attribution') AS attribution,
      json_extract(event.json, '$.source') AS source,
      json_extract(event.json, '$.fields.session') AS session,
      json_extract(event.json, '$.fields.protocol') AS protocol
    FROM event
    JOIN decky ON decky.id = event.decky
    JOIN service ON service.id = event.service
    JOIN event_type ON event_type.id = event.event_type
    LEFT JOIN attacker ON attacker.id = event.attacker
    LEFT JOIN credential ON credential.id = event.credential;
    """

  private static let views = """
    CREATE VIEW events AS
    SELECT
      event.id AS id,
      strftime('%Y-%m-%dT%H:%M:%SZ', event.time / 1000000000, 'unixepoch') AS time,
      event.time AS time_ns,
      decky.name AS decky,
      service.name AS service,
      event_type.name AS event_type,
      attacker.address AS attacker_ip,
      credential.username AS username,
      credential.password AS password,
      json_extract(event.json, '$.msg') AS message,
      json_extract(event.json, '$.fields') AS fields,
      json_extract(event.json, '$.origin.container') AS container,
      json_extract(event.json, '$.flags') AS flags,
      json_extract(event.json, '$.raw_line') AS raw_line,
      event.json AS json
    FROM event
    JOIN decky ON decky.id = event.decky
    JOIN service ON service.id = event.service
    JOIN event_type ON event_type.id = event.event_type
    LEFT JOIN attacker ON attacker.id = event.attacker
    LEFT JOIN credential ON credential.id = event.credential;
    CREATE VIEW attackers AS
    SELECT
      address,
      events,
      strftime('%Y-%m-%dT%H:%M:%SZ', first_time / 1000000000, 'unixepoch') AS first,
      strftime('%Y-%m-%dT%H:%M:%SZ', last_time / 1000000000, 'unixepoch') AS last
    FROM attacker;
    CREATE VIEW credentials AS
    SELECT
      username,
      password,
      attempts,
      strftime('%Y-%m-%dT%H:%M:%SZ', first_time / 1000000000, 'unixepoch') AS first,
      strftime('%Y-%m-%dT%H:%M:%SZ', last_time / 1000000000, 'unixepoch') AS last
    FROM credential;
    """
}
