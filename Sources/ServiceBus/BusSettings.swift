package import Basics

/// The settings of the bus.
package enum BusSettings {
  /// All of them.
  package static let all = [isOn.description, type.description, socket.description]

  package static let isOn = Setting(
    variables: ["DECNET_BUS_ENABLED"],
    help: "Use the service bus.",
    format: .onOrOff(on: ["true", "1", "yes", "on"], off: ["false"]),
    standard: true
  )
  static let type = Setting(
    variables: ["DECNET_BUS_TYPE"],
    help: "The kind of bus; only unix is known.",
    format: .text,
    standard: "unix"
  )
  package static let socket = Setting(
    variables: ["DECNET_BUS_SOCKET"],
    help: "The socket of the bus.",
    format: .optional(.text, none: "/run/decnet/bus.sock if that can be, else ~/.decnet/bus.sock"),
    standard: nil
  )
}
