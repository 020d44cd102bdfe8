/// Where this host keeps what is known of its other programs. Tests have places of their own.
package struct HostPlaces: Sendable {
  /// One directory for each process, as proc(5) has it.
  package var processes = "/proc"
  /// The settings that logrotate begins with.
  package var logrotate = "/etc/logrotate.conf"
  /// Where systemd looks for units and their drop-ins, the first winning.
  package var unitDirectories = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/lib/systemd/system",
  ]
  /// The user of the framework's API where no unit says who that is.
  package var apiUser = "decnet"

  /// The usual places.
  package init() {}
}
