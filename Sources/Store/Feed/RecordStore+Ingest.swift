internal import Basics
internal import Evidence
internal import Files
internal import FoundationEssentials
internal import GRDB
internal import Records
package import RotatedFiles
internal import Synchronization

/// What one transaction brought into a store.
package struct IngestResult: Sendable, Hashable {
  package var records = 0
  /// Lines that are not records; they are not stored.
  package var invalid = 0
  /// Lines that are too long to be read.
  package var tooLong = 0
  /// What can no longer be found.
  package var losses: [RotatedFileLoss] = []
  /// The bytes of the lines.
  package var bytes = 0
  /// Whether there was nothing more to read.
  package var isAtEnd = false
}

/// What an inserter remembers of the database.
struct Insertion {
  var inserter = EventInserter()
  /// Changes when another connection changes the database.
  private var dataVersion: Int64?

  /// Forgets everything if another connection has changed the database.
  mutating func forgetIfChanged(_ db: Database) throws {
    let version = try Int64.fetchOne(db, sql: "PRAGMA data_version")
    if dataVersion != version { self = Insertion() }
    dataVersion = version
  }
}

extension RecordStore {
  /// How long records are collected for one transaction.
  static let transactionTime = Duration.milliseconds(250)

  /// How far a record file has been stored; `nil` for an unknown file.
  package func position(of file: String) throws(StoreError) -> RotatedFilePosition? {
    try source(of: file)?.position
  }

  /// The same, after which the store knows the file by this path.
  func takeUp(_ file: String) throws(StoreError) -> RotatedFilePosition? {
    guard let source = try source(of: file) else { return nil }
    guard source.path != file else { return source.position }
    try attempt("write to") {
      try database.write { db in
        try db.execute(
          sql: "UPDATE OR REPLACE source SET path = ? WHERE path = ?",
          arguments: [file, source.path]
        )
      }
    }
    return source.position
  }

  /// Adds the last stored lines to a position, so that its reader recognises them if the collector writes them again.
  func recalling(_ position: RotatedFilePosition) throws(StoreError) -> RotatedFilePosition {
    try read { db in
      var position = position
      try position.recall { take in
        let query = try Query(db, "SELECT json FROM event ORDER BY id DESC")
        while try query.step(), query.withBytes(0, take) {}
      }
      return position
    }
  }

  /// The path by which the store knows a file, and how far it has been stored.
  ///
  /// Earlier versions kept the path as it was given, and a directory may have been moved: the source is then the one
  /// with the same name whose position is found in this file.
  private func source(of file: String) throws(StoreError) -> (path: String, position: RotatedFilePosition)? {
    let sources = try read { db in
      try Row.fetchAll(db, sql: "SELECT path, position FROM source WHERE position IS NOT NULL ORDER BY path")
        .compactMap { row in
          let position = Data((row["position"] as String).utf8)
          return (try? JSONDecoder().decode(RotatedFilePosition.self, from: position)).map {
            (path: row["path"] as String, position: $0)
          }
        }
    }
    if let known = sources.first(where: { $0.path == file }) { return known }
    let name = Directories.split(file).name
    return sources.first { source in
      Directories.split(source.path).name == name && !Self.isAnother(source.path, than: file)
        && RotatedFileReader.has(source.position, in: file)
    }
  }

  /// Whether an absolute path leads to a different file.
  private static func isAnother(_ path: String, than file: String) -> Bool {
    guard path.hasPrefix("/"), let theirs = FileStatus(of: path) else { return false }
    return FileStatus(of: file).map { ($0.device, $0.inode) != (theirs.device, theirs.inode) } ?? true
  }

  /// Stores what a reader has, and its position, in one transaction of at most ``transactionTime`` and a batch.
  ///
  /// If this throws, the reader has gone further than the store: a new reader must start at ``position(of:)``.
  package func ingest(_ reader: inout RotatedFileReader) throws(StoreError) -> IngestResult {
    let end = ContinuousClock.now + Self.transactionTime
    reader.keepsDurable = true
    guard let first = reader.next() else { return IngestResult(isAtEnd: true) }
    var result = IngestResult()
    try attempt("write to") {
      try inserter.withLock { insertion in
        do {
          try database.write { db in
            try insertion.forgetIfChanged(db)
            var event: RotatedFileEvent? = first
            while let next = event {
              try add(next, to: &result, &insertion.inserter, db)
              guard ContinuousClock.now < end else { break }
              event = reader.next()
            }
            result.isAtEnd = event == nil
            try insertion.inserter.flush(db)
            // A record that a power cut takes out of the file would be written again, and stored twice.
            reader.synchronize()
            try save(reader.position, of: reader.path, result, db)
          }
        } catch {
          // It may remember numbers that were rolled back.
          insertion = Insertion()
          throw error
        }
      }
    }
    return result
  }

  private func add(
    _ event: RotatedFileEvent,
    to result: inout IngestResult,
    _ inserter: inout EventInserter,
    _ db: Database
  ) throws {
    switch event {
    case .lost(let loss): result.losses.append(loss)
    case .lines(let lines):
      let now = WallClock.now
      result.tooLong += lines.tooLong
      result.bytes += lines.bytes.count
      try lines.forEach { line throws(any Error) in
        guard let record = EventRecord(json: line) else {
          result.invalid += 1
          return
        }
        try inserter.insert(record, json: line, now: now, db)
        result.records += 1
      }
    }
  }

  private func save(_ position: RotatedFilePosition, of file: String, _ result: IngestResult, _ db: Database)
    throws
  {
    try db.execute(
      sql: """
        INSERT INTO source (path, position, records, invalid, too_long, losses) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET position = excluded.position, records = records + excluded.records,
          invalid = invalid + excluded.invalid, too_long = too_long + excluded.too_long,
          losses = losses + excluded.losses
        """,
      arguments: [
        file, String(decoding: JSONEncoder().encode(position), as: UTF8.self), result.records, result.invalid,
        result.tooLong,
        result.losses.count,
      ]
    )
  }
}
