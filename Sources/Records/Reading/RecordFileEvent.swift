/// Where reading begins.
package enum RecordFileStart: Sendable, Hashable {
  case beginning
  /// With the last lines, up to a number.
  case last(Int)
  /// With what is written from now on.
  case end
  /// Where reading ended before.
  case position(RecordFilePosition)
}

/// What a ``RecordFileReader`` finds.
package enum RecordFileEvent: Sendable, Hashable {
  case lines(RecordLines)
  case lost(RecordFileLoss)
}

/// Content that was gone before it was read.
package struct RecordFileLoss: Sendable, Hashable {
  package enum Cause: Sendable, Hashable {
    /// No file continues where reading was to go on: it was rotated away and deleted.
    case gone
    /// The file was truncated, and there is no copy of it.
    case truncated
    /// A compressed file is damaged or incomplete.
    case damaged
  }

  package var cause: Cause
  /// The place up to which everything was read.
  package var position: RecordFilePosition
  /// How many bytes are known to have followed; 0 if there may have been none.
  package var knownBytes: Int
}
