/// Where reading begins.
package enum RotatedFileStart: Sendable, Hashable {
  case beginning
  /// With the last lines, up to a number.
  case last(Int)
  /// With what is written from now on.
  case end
  /// Where reading ended before.
  case position(RotatedFilePosition)
}

/// What a ``RotatedFileReader`` finds.
package enum RotatedFileEvent: Sendable, Hashable {
  case lines(RotatedLines)
  case lost(RotatedFileLoss)
}

/// Content that was gone before it was read, or isn't read. The reader's position is then the place to go on from.
package struct RotatedFileLoss: Sendable, Hashable {
  package enum Cause: Sendable, Hashable {
    /// No file continues where reading was to go on: it was rotated away and deleted.
    case gone
    /// The file was truncated, and there is no copy of it.
    case truncated
    /// A compressed file is damaged or incomplete.
    case damaged
    /// A sparse file has nothing there.
    case hole
    /// A compressed file has more content than is read out of one.
    case tooLong
    /// A rotated sibling is a link, has a second name or can't be opened; reported once per name.
    case refusedSibling
    /// The directory has more siblings than are searched, or more of them are refused than are reported; reported once.
    case tooManySiblings
  }

  package var cause: Cause
  /// The place up to which everything was read.
  package var position: RotatedFilePosition
  /// How many bytes are known to have followed; 0 if there may have been none.
  package var knownBytes: Int
}
