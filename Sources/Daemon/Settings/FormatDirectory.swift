import Files
package import Formats
import Glibc

/// The operator's tables.
package enum FormatDirectory {
  /// The built-in formats, and those of a directory's `.json` files.
  ///
  /// - Parameter directory: empty for none.
  /// - Returns: the formats, and what is wrong with tables that are not among them.
  package static func read(_ directory: String) -> (library: FormatLibrary, errors: [FormatError]) {
    var library = FormatLibrary.builtIn
    guard !directory.isEmpty else { return (library, []) }
    let (names, code) = Directories.read(directory)
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      return (library, [FormatError(file: directory, key: "", reason: "cannot read it: \(reason)")])
    }
    var errors: [FormatError] = []
    for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
      let file = Directories.join(directory, name)
      do throws(FormatError) {
        try library.add(table(in: file), file: file)
      } catch {
        errors.append(error)
      }
    }
    return (library, errors)
  }

  /// Reads the table in a file.
  package static func format(in file: String) throws(FormatError) -> Format {
    try FormatLibrary.decode(table(in: file), file: file)
  }

  private static func table(in file: String) throws(FormatError) -> [UInt8] {
    do throws(OperatorFile.Unusable) {
      return Array(try OperatorFile.text(of: file).utf8)
    } catch {
      throw FormatError(file: file, key: "", reason: "cannot read it: \(error.reason)")
    }
  }
}
