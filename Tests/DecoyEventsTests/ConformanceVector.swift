import Foundation
import Testing
import TestSupport

/// A line and the record it must give.
struct ConformanceVector: Sendable {
  /// What the vector is called.
  let id: String
  /// The line's bytes.
  let line: [UInt8]
  /// The record, or `null`.
  let expected: JSONValue

  /// The vectors of one of the files in `Conformance`.
  static func load(_ file: String) throws -> [ConformanceVector] {
    let folder = try #require(Bundle.module.resourceURL)
    let data = try Data(contentsOf: folder.appending(path: "Conformance/\(file)"))
    return try [UInt8](data).split(separator: UInt8(ascii: "\n")).map {
      try ConformanceVector(json: Array($0))
    }
  }

  private init(json: [UInt8]) throws {
    let object = try #require(try JSONParser.parse(json, as: .plain).object)
    id = try #require(object["id"]?.text)
    expected = try #require(object["expect"])
    if let base64 = object["line_base64"]?.text {
      line = try [UInt8](#require(Data(base64Encoded: base64)))
    } else {
      line = try #require(object["line"]?.bytes)
    }
  }
}
