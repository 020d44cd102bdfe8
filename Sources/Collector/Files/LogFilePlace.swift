/// Where in a container's log files the line stands that was read last: a hint, which is looked at before it is
/// believed. The line itself is what counts (``LogCursor``).
struct LogFilePlace: Sendable, Hashable {
  var inode: UInt64
  /// What ``LogFile/head`` of the file says.
  var head: UInt64
  /// Where the line's first record begins; bytes.
  var offset: Int
}
