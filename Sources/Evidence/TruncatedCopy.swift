import Glibc

/// Finds the copy that was made of a file before it was truncated, as `copytruncate` of logrotate does.
///
/// What was appended between the copy's last read and the truncation is in neither; the copy's size tells how
/// much that is.
enum TruncatedCopy {
  /// How many bytes of a piece are compared.
  private static let comparedBytes = 4096

  /// How many bytes of the file the copy has; `nil` where no copy is found.
  ///
  /// A copy stands beside the file, its name begins with the file's, and it has our bytes where we wrote them.
  static func size(ofCopyOf path: String, _ recent: RecentPayload) -> Int? {
    let (directory, name) = split(path)
    guard let handle = opendir(directory) else { return nil }
    defer { closedir(handle) }
    var best: Int?
    while let entry = readdir(handle) {
      let candidate = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard candidate.hasPrefix(name), candidate != name,
        let size = matchingSize(of: directory + "/" + candidate, recent)
      else { continue }
      best = max(best ?? 0, size)
    }
    return best
  }

  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }

  private static func matchingSize(of path: String, _ recent: RecentPayload) -> Int? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    // A copy of an empty file holds nothing that could be compared.
    if size == 0 { return recent.before == nil ? 0 : nil }
    guard let piece = recent.pieces.last(where: { $0.offset < size }) ?? recent.before, piece.offset < size
    else { return nil }
    let count = min(piece.bytes.count, size - piece.offset)
    let compared = min(count, comparedBytes)
    let start = count - compared
    return FileBytes.match(descriptor, at: piece.offset + start, piece.bytes[start..<count]) ? size : nil
  }
}
