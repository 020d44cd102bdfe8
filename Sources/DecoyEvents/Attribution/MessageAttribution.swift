import Syslog

/// The attacker's address as a message's text gives it.
struct MessageAttribution: Sendable, Hashable {
  /// Where the address stands in the message; `nil` where it gives none.
  private(set) var address: Range<Int>?
  /// Whether a pair such as `src_ip=1.2.3.4` gave it, and not prose.
  private(set) var isPair = false
  /// Whether the text could be read in more than one way.
  private(set) var isAmbiguous = false

  /// Reads a message, at a cost in line with its length.
  ///
  /// - Parameter sightings: room for those of the message, kept from one to the next.
  init(of message: UnsafeRawBufferPointer, sightings: inout [Sighting]) {
    if CommandAttribution.isCommand(message) {
      let command = CommandAttribution(of: message)
      address = command.address
      isPair = true
      isAmbiguous = command.isAmbiguous
      return
    }
    MessageSightings.collect(in: message, into: &sightings)
    let choice = SightingChoice.choose(sightings, in: message)
    address = choice.sighting?.range
    isPair = choice.sighting?.kind == .pair
    isAmbiguous = choice.isAmbiguous
  }
}
