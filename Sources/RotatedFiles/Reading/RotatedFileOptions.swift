/// What a ``RotatedFileReader`` expects of a file.
package struct RotatedFileOptions: Sendable {
  /// The longest line that is delivered, in bytes without its LF.
  package var maximumLine = RotatedFileReader.maximumLine
  /// Whether longer lines are cut instead of left out.
  package var cutsLongLines = false
  /// Whether lines may be written again after a truncation, as the collector does, so that they are left out.
  package var expectsRepetition = true
  /// Whether holes are skipped and reported.
  package var skipsHoles = false
  /// Whether rotated siblings that are refused are reported.
  package var reportsRefusals = false
  /// The most bytes that are read out of one compressed file.
  package var compressedLimit = Int.max
  /// How many bytes before the end are searched for the last lines.
  package var searchLimit = Int.max
  /// The longest pause between two looks at a directory where nothing has changed, in nanoseconds.
  package var pause: Int64 = 0

  /// For the operator's own files.
  package static let own = RotatedFileOptions()

  /// For files that someone else writes, in a directory that he controls.
  package static func foreign(maximumLine: Int) -> RotatedFileOptions {
    RotatedFileOptions(
      maximumLine: max(1, maximumLine),
      cutsLongLines: true,
      expectsRepetition: false,
      skipsHoles: true,
      reportsRefusals: true,
      compressedLimit: FileContentReader.longestContent,
      searchLimit: 16 << 20,
      pause: 1_000_000_000
    )
  }
}
