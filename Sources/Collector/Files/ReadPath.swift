/// How one container's log is read.
enum ReadPath: Sendable, Hashable {
  /// From the files, of which this is the newest.
  case files(String)
  /// Through the engine's API.
  case api(why: String)
}
