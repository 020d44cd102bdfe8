import Foundation

/// The files of this package that tests hold something to.
enum Checkout {
  /// The package's folder.
  static var folder: URL {
    var folder = URL(filePath: #filePath)
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }

  /// Where a file is.
  static func path(_ path: String) -> String { folder.appending(path: path).path }

  /// A file's text.
  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: Self.path(path), encoding: .utf8)
  }

  /// The names of metrics in a text.
  static func metricNames(in text: String) -> Set<String> {
    let matches = text.matches(of: /\b(?:decklog|process)_[a-z0-9_]*[a-z0-9]\b/)
    return Set(matches.map { String($0.output) })
  }
}
