package protocol FileDirectory: Sendable {
  func names(withPrefix prefix: String) -> [String]
  func open(_ name: String) -> OpenFile?
}
package final class ForeignFiles: FileDirectory {
  package func names(withPrefix prefix: String) -> [String] { [] }
  package func open(_ name: String) -> OpenFile? { nil }
  package let identity: FileIdentity
  package init(root: String, directory: String) throws(ForeignFileFault) { throw .missing }
  package init(inRootOf pid: Int, directory: String) throws(ForeignFileFault) { throw .missing }
}
