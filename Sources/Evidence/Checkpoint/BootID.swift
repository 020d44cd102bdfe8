internal import Files
import Glibc

/// Identifies a run of the kernel: what was not synchronized doesn't outlive it.
enum BootID {
  #if DECKLOG_FAILPOINTS
    /// Tests of power cuts pretend that the system was restarted: with this value in their own process, with the variable
    /// `DECKLOG_BOOT_ID` in another.
    @TaskLocal static var assumed: String?
  #endif

  /// Replaces the boot in a checkpoint once what came after it is in doubt, though the system still runs.
  static let ended = "ended"

  /// The kernel's name for its run (proc(5), `random/boot_id`); empty if it has none.
  static var current: String {
    #if DECKLOG_FAILPOINTS
      if let assumed { return assumed }
      if let assumed = getenv("DECKLOG_BOOT_ID") { return String(cString: assumed) }
    #endif
    guard let file = OpenFile(reading: "/proc/sys/kernel/random/boot_id") else { return "" }
    return String(decoding: FileBytes.read(file.descriptor, at: 0, count: 36), as: UTF8.self)
  }
}
