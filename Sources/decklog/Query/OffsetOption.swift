import ArgumentParser

/// Where in a long answer to begin.
struct OffsetOption: ParsableArguments {
  private static let most = 1_000_000

  @Option(help: ArgumentHelp("Passes over so many results: the next page.", valueName: "count"))
  var offset = 0

  func validate() throws {
    guard 0...Self.most ~= offset else {
      throw ValidationError("--offset \(offset): expected a number from 0 to \(Self.most), as in --offset 20")
    }
  }
}
