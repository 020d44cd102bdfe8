/// The tables of the formats that decklog knows by itself, in the schema of the user's.
enum BuiltInTables {
  static let all = shells + services + web + devices + network
}

/// The formats that there are, by name.
package struct FormatLibrary: Sendable {
  /// Those that decklog knows by itself.
  package static let builtIn: FormatLibrary = {
    var library = FormatLibrary()
    for table in BuiltInTables.all {
      do throws(FormatError) {
        let format = try FormatDecoder.decode(Array(table.utf8), file: "built-in")
        precondition(library[format.name] == nil, "two built-in formats are named \(format.name)")
        library.formats.append(format)
        library.tables[format.name] = Array(table.utf8)
      } catch {
        preconditionFailure(error.description)
      }
    }
    return library
  }()

  /// In the order of the tables.
  package private(set) var formats: [Format] = []
  /// The files of the user's tables, by format.
  private var files: [String: String] = [:]
  private var tables: [String: [UInt8]] = [:]

  /// No formats.
  package init() {}

  /// The format of a name.
  package subscript(name: String) -> Format? { formats.first { $0.name == name } }

  /// The file that a format's table comes from; `nil` for a built-in one.
  package func file(of format: Format) -> String? { files[format.name] }

  /// The table of a format as it was written: JSON.
  package func table(of format: Format) -> [UInt8] { tables[format.name] ?? [] }

  /// Adds a table of the user's, which may replace a built-in one.
  ///
  /// - Parameter file: the table's file, for messages.
  package mutating func add(_ table: [UInt8], file: String) throws(FormatError) {
    let format = try Self.decode(table, file: file)
    if let other = files[format.name] {
      throw FormatError(file: file, key: "name", reason: "'\(format.name)' is defined in \(other) too")
    }
    files[format.name] = file
    tables[format.name] = table
    if let index = formats.firstIndex(where: { $0.name == format.name }) {
      formats[index] = format
    } else {
      formats.append(format)
    }
  }

  /// Reads a table.
  ///
  /// - Parameter file: the table's file, for messages.
  package static func decode(_ table: [UInt8], file: String) throws(FormatError) -> Format {
    try FormatDecoder.decode(table, file: file)
  }

  /// The formats that an image writes, and where.
  ///
  /// - Parameter image: as the engine names it.
  package func written(by image: String) -> [(format: Format, sources: [Format.Source])] {
    let image = ImageName(image)
    return formats.map { ($0, $0.sources(of: image)) }.filter { !$0.1.isEmpty }
  }
}
