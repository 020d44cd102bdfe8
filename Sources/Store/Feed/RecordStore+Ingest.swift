internal import Basics
internal import Evidence
internal import Files
internal import GRDB
public import Records
internal import Synchronization

extension RecordStore {
  /// How long records are collected for one transaction.
  static let transactionTime = Duration.milliseconds(250)

  /// Where reading of a record file ended, of which the store has everything before; `nil` for a file that it knows
  /// nothing of.
  ///
  /// - Throws: ``StoreError``.
  public func position(of file: String) throws(StoreError) -> RecordFilePosition? {
    try source(of: file)?.position
  }

  /// The same, and from now on the store knows the file by this path.
  ///
  /// - Throws: ``StoreError``.
  func takeUp(_ file: String) throws(StoreError) -> RecordFilePosition? {
    guard let source = try source(of: file) else { return nil }
    guard source.path != file else { return source.position }
    do {
      try database.write { db in
        try db.execute(
          sql: "UPDATE OR REPLACE source SET path = ? WHERE path = ?",
          arguments: [file, source.path]
        )
      }
    } catch {
      throw StoreError("write to", path, error)
    }
    return source.position
  }

  /// Adds the last stored lines to those that a position's reader recognizes if the collector writes them again.
  ///
  /// - Throws: ``StoreError``.
  func recalling(_ position: RecordFilePosition) throws(StoreError) -> RecordFilePosition {
    try read("read") { db in
      var position = position
      try position.recall { take in
        let query = try Query(db, "SELECT json FROM event ORDER BY id DESC")
        while try query.step(), query.withBytes(0, take) {}
      }
      return position
    }
  }

  /// What the store knows of a file.
  ///
  /// Earlier versions knew it by the path as it was given, and a directory may have been moved: then it is the source of
  /// the same name whose last place is found in this file.
  private func source(of file: String) throws(StoreError) -> (path: String, position: RecordFilePosition)? {
    let sources = try read("read") { db in
      try Row.fetchAll(db, sql: "SELECT path, position FROM source WHERE position IS NOT NULL ORDER BY path")
        .map { row in (path: row["path"] as String, position: row["position"] as String) }
    }
    .compactMap { source in PositionCoding.decode(source.position).map { (path: source.path, position: $0) } }
    if let known = sources.first(where: { $0.path == file }) { return known }
    let name = Directories.split(file).name
    return sources.first { source in
      Directories.split(source.path).name == name && !Self.isAnother(source.path, than: file)
        && RecordFileReader.has(source.position, in: file)
    }
  }

  /// Whether an absolute path leads to a file of its own.
  private static func isAnother(_ path: String, than file: String) -> Bool {
    guard path.hasPrefix("/"), let theirs = FileStatus(of: path) else { return false }
    return FileStatus(of: file).map { ($0.device, $0.inode) != (theirs.device, theirs.inode) } ?? true
  }

  /// Brings in what a reader has, in one transaction together with the place where it ended: at most what takes
  /// ``transactionTime``, and one batch.
  ///
  /// Where this throws, the reader has gone on and the store has not: a new one must begin at ``position(of:)``.
  ///
  /// - Throws: ``StoreError``.
  public func ingest(_ reader: inout RecordFileReader) throws(StoreError) -> IngestResult {
    let end = ContinuousClock.now + Self.transactionTime
    reader.keepsDurable = true
    guard let first = reader.next() else {
      var result = IngestResult()
      result.isAtEnd = true
      return result
    }
    var result = IngestResult()
    do {
      try inserter.withLock { insertion in
        do {
          try database.write { db in
            try forgetOthersChanges(&insertion, db)
            var event: RecordFileEvent? = first
            while let next = event {
              try add(next, to: &result, &insertion.inserter, db)
              guard ContinuousClock.now < end else { break }
              event = reader.next()
            }
            result.isAtEnd = event == nil
            try insertion.inserter.flush(db)
            // After a power cut the store must have nothing that the record file lacks: it would be there twice.
            reader.synchronize()
            try save(reader.position, of: reader.path, result, db)
          }
        } catch {
          // Numbers may have been given that were taken back.
          insertion = Insertion()
          throw error
        }
      }
    } catch {
      throw StoreError("write to", path, error)
    }
    return result
  }

  private func forgetOthersChanges(_ insertion: inout Insertion, _ db: Database) throws {
    let version = try Int64.fetchOne(db, sql: "PRAGMA data_version")
    if insertion.dataVersion != version { insertion = Insertion() }
    insertion.dataVersion = version
  }

  private func add(
    _ event: RecordFileEvent,
    to result: inout IngestResult,
    _ inserter: inout EventInserter,
    _ db: Database
  ) throws {
    switch event {
    case .lost(let loss): result.losses.append(loss)
    case .lines(let lines):
      let now = WallClock.now
      result.tooLong += lines.tooLong
      result.repeated += lines.repeated
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

  private func save(_ position: RecordFilePosition, of file: String, _ result: IngestResult, _ db: Database)
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
        file, PositionCoding.encode(position), result.records, result.invalid, result.tooLong,
        result.losses.count,
      ]
    )
  }

  /// Reads in one transaction.
  func read<Result>(_ action: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do {
      return try database.read(body)
    } catch {
      throw StoreError(action, path, error)
    }
  }
}
