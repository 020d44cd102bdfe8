package import Files
package struct RotatedFilePosition: Sendable, Hashable {
  package var device: UInt64 = 0
  package var inode: UInt64 = 0
  package var written: Int64 = 0
  package init() {}
  package init?(bytes: [UInt8]) {}
  package static func beginning(after moment: Int64) -> RotatedFilePosition { RotatedFilePosition() }
  package var bytes: [UInt8] { [] }
  package var identity: FileIdentity { .none }
}
package enum RotatedFileStart: Sendable { case beginning, end, position(RotatedFilePosition) }
package struct RotatedFileLoss: Sendable { package enum Cause: Sendable { case gone, truncated, damaged, hole, tooLong }
  package var cause: Cause }
package struct RotatedLines: Sendable { package var bytes: [UInt8]; package var position: RotatedFilePosition; package var cut: [Int] }
package enum RotatedFileEvent { case lines(RotatedLines), lost(RotatedFileLoss) }
package struct RotatedFileOptions: Sendable { package static func foreign(maximumLine: Int) -> Self { Self() } }
package struct RotatedFileReader: ~Copyable, Sendable {
  package init(_ name: String, in: any FileDirectory, from: RotatedFileStart, options: RotatedFileOptions) { fatalError() }
  package mutating func next(upTo bytes: Int) -> RotatedFileEvent? { nil }
  package mutating func finish() -> RotatedLines? { nil }
  package var position: RotatedFilePosition { fatalError() }
  package var refusal: ForeignFileFault? { nil }
  package var isWaitingForRotation: Bool { false }
}
