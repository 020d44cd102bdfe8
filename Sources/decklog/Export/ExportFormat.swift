import ArgumentParser
import Records

/// How records are exported.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  /// The records as they stand in their file.
  case ndjson
  /// Documents of the Elastic Common Schema, one a line.
  case ecs
  /// Comma-separated values.
  case csv

  /// What stands before all records.
  var head: String { self == .csv ? CSVText.row(CSVText.columns) + "\r\n" : "" }

  /// Appends a record.
  ///
  /// - Parameter line: as it stands in its file, without its LF.
  func append(_ record: EventRecord, _ line: ArraySlice<UInt8>, to output: inout [UInt8]) {
    switch self {
    case .ndjson:
      output += line
      output.append(UInt8(ascii: "\n"))
    case .ecs: output += "\(ECSDocument.json(record))\n".utf8
    case .csv: output += "\(CSVText.row(record))\r\n".utf8
    }
  }
}
