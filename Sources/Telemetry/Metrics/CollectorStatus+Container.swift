extension CollectorStatus {
  /// How the output of one container is doing.
  public struct Container: Sendable, Hashable {
    /// How a container's log is read.
    public enum Source: String, Sendable, Hashable, CaseIterable {
      /// Through the engine's API.
      case api
      /// From the engine's files.
      case files
    }

    /// The container's name, as the engine says.
    public var name: String
    /// The container's id, as the engine says; the first twelve digits are told.
    public var id: String
    /// How its log is read; `nil` before that is known.
    public var source: Source?
    /// Whether the engine says that it runs.
    public var isRunning: Bool
    /// Its lines.
    public var counts: Counts
    /// The engine's time of the line that was committed last; `nil` where there was none.
    public var lastLine: Double?
    /// How many bytes of its log files are not read yet; `nil` where that is not known, as through the API.
    public var lagBytes: Int?

    /// A container of the fleet.
    public init(
      name: String,
      id: String,
      source: Source? = nil,
      isRunning: Bool = true,
      counts: Counts = Counts(),
      lastLine: Double? = nil,
      lagBytes: Int? = nil
    ) {
      self.name = name
      self.id = id
      self.source = source
      self.isRunning = isRunning
      self.counts = counts
      self.lastLine = lastLine
      self.lagBytes = lagBytes
    }
  }
}
