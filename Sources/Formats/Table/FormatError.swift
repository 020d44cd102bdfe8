/// Why a format's table can't be used.
package struct FormatError: Error, Hashable, CustomStringConvertible {
  /// The file that holds the table.
  package let file: String
  /// Which key is at fault, `fields.src_ip`; empty if it is the file itself.
  package let key: String
  /// What is wrong with it.
  package let reason: String

  package init(file: String, key: String, reason: String) {
    self.file = file
    self.key = key
    self.reason = reason
  }

  /// One line: file, key, reason.
  package var description: String { key.isEmpty ? "\(file): \(reason)" : "\(file): \(key): \(reason)" }
}
