import Basics
import Glibc
import Testing

@Suite
struct CodedErrorTests {
  private enum Plain: ErrorCode { case broken }

  private enum Labelled: ErrorCode {
    case broken
    var label: String? { "broken" }
  }

  @Test
  func `An error is described by its label, message and cause`() {
    let cause = CodedError(Plain.broken, "no file")
    #expect("\(cause)" == "no file")
    #expect("\(CodedError(Labelled.broken, "no bus", cause: cause))" == "broken: no bus (no file)")
    #expect(
      "\(CodedError(Plain.broken, "cannot open x", errno: ENOENT))"
        == "cannot open x: No such file or directory"
    )
  }
}
