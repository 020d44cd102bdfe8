import Terminal
import Testing

@Suite("Whether output has colours")
struct ColourChoiceTests {
  @Test(
    arguments: [
      (true, ["TERM": "xterm"], true), (false, ["TERM": "xterm"], false), (true, ["TERM": "dumb"], false),
      (true, [:], false),
      (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (true, ["TERM": "xterm", "CLICOLOR": "0"], false), (false, ["CLICOLOR_FORCE": "1"], true),
      (false, ["CLICOLOR_FORCE": "0"], false), (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
      (true, ["CLICOLOR_FORCE": "1", "TERM": "dumb"], true),
    ] as [(Bool, [String: String], Bool)]
  )
  func `The environment decides with the terminal`(
    isTerminal: Bool,
    environment: [String: String],
    isColoured: Bool
  ) {
    #expect(ColourChoice.isColoured(isTerminal: isTerminal) { environment[$0] } == isColoured)
  }
}
