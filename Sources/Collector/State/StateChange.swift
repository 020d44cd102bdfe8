import DecoyEvents
import DockerEngine

/// What a commit changes in what is remembered. The whole state is a list of changes too: those that make it.
enum StateChange: Sendable, Hashable {
  /// An output has been read so far.
  case position(OutputID, OutputPosition)
  /// An output is no longer known.
  case forget(OutputID)
  /// Lines of a container were counted.
  case counts(container: String, name: String, LineCounts)
  /// Lines of containers that are gone were counted.
  case totals(LineCounts)
  /// A flood key was decided about.
  case gate(FloodGate.Change)
  /// A name is a decky's of this fleet.
  case decky(String)
  /// Something may be missing, and no entry of the ledger tells of it yet.
  case gap(Gap)
  /// An entry of the ledger tells of a doubt about an output.
  case doubt(OutputID, entry: Int)
  /// Nothing is missing where there were doubts about an output.
  case resolve(OutputID)
  /// The last event of the engine's that was seen.
  case event(EngineTimestamp)
  /// An entry of the ledger, with the digest of its line.
  case ledgerEntry(sequence: Int, digest: String)
  /// Where containers are begun that are there when the engine is first asked.
  case beginning(Beginning)
}
