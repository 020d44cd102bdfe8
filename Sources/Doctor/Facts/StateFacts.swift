internal import Evidence

/// The directory of ring and checkpoints.
struct StateFacts: Sendable {
  var path: String
  /// The directory, or the nearest above it that is there.
  var place: PathFacts
  var content: StateInspection
  var space: SpaceFacts?

  init(path: String, place: PathFacts, content: StateInspection, space: SpaceFacts? = nil) {
    self.path = path
    self.place = place
    self.content = content
    self.space = space
  }

  /// Looks at the state of a journal.
  init(_ settings: JournalSettings) {
    let place = PathFacts.nearest(settings.stateDirectory)
    let isThere = place.path == settings.stateDirectory && place.kind == .directory
    self.init(
      path: settings.stateDirectory,
      place: place,
      content: isThere ? StateInspection(settings) : .none,
      space: SpaceFacts(of: place.path)
    )
  }
}
