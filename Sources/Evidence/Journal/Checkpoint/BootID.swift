import Glibc

/// Which run of the system's kernel this is: what was not synchronized lives as long as that.
enum BootID {
  #if DECKLOG_FAILPOINTS
    /// Tests of power cuts pretend that the system was restarted: with this value in their own process, with the variable
    /// `DECKLOG_BOOT_ID` in another.
    @TaskLocal static var assumed: String?
  #endif

  /// Stands in a checkpoint instead of its boot once what came after it is in doubt, though the system runs on.
  static let ended = "ended"

  /// The kernel's own name for its run (proc(5), `random/boot_id`); empty where it has none.
  static var current: String {
    #if DECKLOG_FAILPOINTS
      if let assumed { return assumed }
      if let assumed = getenv("DECKLOG_BOOT_ID") { return String(cString: assumed) }
    #endif
    let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    return String(decoding: FileBytes.read(descriptor, at: 0, count: 36), as: UTF8.self)
  }
}
