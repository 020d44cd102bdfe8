/// What is known of the database by whoever inserts.
struct Insertion {
  var inserter = EventInserter()
  /// Changes when another connection changes the database, and what is known may be wrong.
  var dataVersion: Int64?
}
