extension Format {
  /// The format `none`, of which no line is an event: the lines are in the raw log alone.
  ///
  /// It stands for an output that says nothing new, such as the standard output of a honeypot that writes the same
  /// events into a file. Reading it as RFC 5424 would let whoever can print a line there make a record.
  package static let noEvents: Format = {
    var constants = Constants()
    let name = constants.add("none")
    return Format(
      name: "none",
      program: "none",
      kind: .text,
      images: [],
      address: .peer,
      ownAddresses: [],
      conditions: [],
      timestamp: nil,
      service: Rule(fallback: name),
      eventType: Rule(fallback: name),
      message: nil,
      sensor: nil,
      fields: [],
      addressFields: AddressFields(),
      templates: [],
      templateSlot: nil,
      credentialPairs: 0,
      nativeEvent: constants.add("native_event"),
      credentials: constants.add("credentials"),
      username: constants.add("username"),
      password: constants.add("password"),
      sourcePort: constants.add("src_port"),
      destinationPort: constants.add("dst_port"),
      none: constants.add("-"),
      tree: PathTree(),
      constants: constants
    )
  }()
}
