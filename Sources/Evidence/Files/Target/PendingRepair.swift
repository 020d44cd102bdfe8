/// Lines that a truncation took: the file must have them before any others.
struct PendingRepair {
  let truncated: TruncatedFile
  let lines: [UInt8]
}
