internal import GRDB

extension RecordStore {
  /// How many events are moved in one transaction.
  private static let movedAtOnce = 2000

  /// Moves some events of attackers whose address an earlier version has in several spellings.
  ///
  /// Each call is one short transaction, so that insertion never waits long. Whoever inserts knows none of the attackers
  /// that go: addresses are found by their canonical text.
  ///
  /// - Returns: whether there may be more to be done.
  /// - Throws: ``StoreError``.
  func uniteSpellings() throws(StoreError) -> Bool {
    do {
      return try database.write { db in try AttackerSpellings.move(Self.movedAtOnce, db) }
    } catch {
      throw StoreError("write to", path, error)
    }
  }
}
