/// What a record says beyond what its line says.
public struct RecordContext: Sendable {
  /// When the engine took the line; `nil` where no engine was asked.
  public var observed: ObservedTime?
  /// Where the line came from; `nil` where no engine was asked.
  public var origin: RecordOrigin?
  /// Whether the line claims to be another decky of the fleet than ``origin`` is.
  public var isIdentityMismatch: Bool
  /// How many events of the same flood key were held back since the last one let through.
  public var suppressed: Int
  /// Whether the line was longer than the longest line that is kept.
  public var isCut: Bool
  /// The trace that whoever reads the record goes on with; `nil` where there is none.
  public var trace: Traceparent?

  /// A context; without arguments, that of a line that comes from nowhere.
  public init(
    observed: ObservedTime? = nil,
    origin: RecordOrigin? = nil,
    isIdentityMismatch: Bool = false,
    suppressed: Int = 0,
    isCut: Bool = false
  ) {
    self.observed = observed
    self.origin = origin
    self.isIdentityMismatch = isIdentityMismatch
    self.suppressed = suppressed
    self.isCut = isCut
  }
}
