/// What a ``RecordFileReader`` comes across.
public enum RecordFileEvent: Sendable, Hashable {
  /// Lines.
  case lines(RecordLines)
  /// Something that was not read yet can't be found any more.
  case lost(RecordFileLoss)
}
