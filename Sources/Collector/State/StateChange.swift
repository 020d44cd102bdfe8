import DecoyEvents
import DockerEngine

/// What a commit changes in the state. The whole state is also a list of changes: those that make it from nothing.
enum StateChange: Sendable, Hashable {
  /// How far an output has been read.
  case position(OutputID, OutputPosition)
  /// An output is no longer known.
  case forget(OutputID)
  /// Lines of a container were counted.
  case counts(container: String, name: String, LineCounts)
  /// Lines of removed containers were counted.
  case totals(LineCounts)
  /// The flood gate decided about a key.
  case gate(FloodGate.Change)
  /// A name belongs to a decky of this fleet.
  case decky(String)
  /// A gap or doubt that no ledger entry has yet.
  case gap(Gap)
  /// A ledger entry has a doubt about an output.
  case doubt(OutputID, entry: Int)
  /// The doubts about an output are resolved: nothing is missing.
  case resolve(OutputID)
  /// The last engine event that was seen.
  case event(EngineTimestamp)
  /// A ledger entry, with the digest of its line.
  case ledgerEntry(sequence: Int, digest: String)
  /// How far a file of a container has been read.
  case file(ContainerFileKey, ContainerFilePlace)
  /// A file of a container is gone.
  case forgetFile(ContainerFileKey)
  /// Where to begin with the containers of the engine's first list.
  case beginning(Beginning)
}
