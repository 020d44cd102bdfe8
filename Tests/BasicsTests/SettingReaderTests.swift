import Basics
import Testing

struct SettingReaderTests {
  private static let lenient = Setting(
    flag: "--size",
    variables: ["NEW_SIZE", "OLD_SIZE"],
    help: "How large.",
    format: .integer(1...9, "metres"),
    standard: 5
  )
  private static let strict = Setting(
    flag: "--colour",
    help: "Which colour.",
    format: .word([("red", 1), ("green", 2), ("blue", 3)]),
    standard: 2,
    isRefusedIfBad: true
  )
  private static let list = Setting(variables: ["LIST"], help: "Which.", format: .list, standard: ["a"])

  @Test(
    arguments: [
      (nil, [:], 5), (nil, ["OLD_SIZE": "2"], 2), (nil, ["OLD_SIZE": "2", "NEW_SIZE": "3"], 3),
      (nil, ["OLD_SIZE": "2", "NEW_SIZE": ""], 2), (nil, ["OLD_SIZE": "2", "NEW_SIZE": " \t"], 2),
      ("4", ["NEW_SIZE": "3"], 4), (" 4 ", [:], 4),
    ] as [(String?, [String: String], Int)]
  )
  func `A flag beats the variables, the first variable the second, and blank ones are unset`(
    given: String?,
    variables: [String: String],
    size: Int
  ) throws {
    var reader = SettingReader(SettingsEnvironment(variables))
    let read = reader.read(Self.lenient, given)
    #expect(read == size)
    #expect(reader.warnings.isEmpty)
    try reader.check()
  }

  @Test(arguments: ["0", "10", "x", "1e0", "1.0", "99999999999999999999", "-1"])
  func `A bad value that the default can stand in for is one line`(text: String) throws {
    var reader = SettingReader(SettingsEnvironment(["NEW_SIZE": text, "OLD_SIZE": "2"]))
    let read = reader.read(Self.lenient)
    #expect(read == 5)
    #expect(reader.warnings == ["invalid NEW_SIZE '\(text)': expected metres from 1 to 9; using 5"])
    try reader.check()
  }

  @Test func `All values that nothing can stand in for are reported at once`() {
    var reader = SettingReader(SettingsEnvironment([:]))
    _ = reader.read(Self.strict, "mauve")
    _ = reader.read(Self.strict, "")
    let error = #expect(throws: SettingError.self) { try reader.check() }
    #expect(
      error?.description == """
        invalid --colour 'mauve': expected red, green or blue
        invalid --colour '': expected red, green or blue
        """
    )
    #expect(reader.warnings.isEmpty)
  }

  @Test func `Words are read in any case`() {
    var reader = SettingReader(SettingsEnvironment([:]))
    let read = reader.read(Self.strict, " BLUE")
    #expect(read == 3)
  }

  @Test(
    arguments: [(nil, ["a"]), ("", []), (" , ", []), (" b,c d ,", ["b", "c d"])] as [(String?, [String])]
  )
  func `An empty list is a value`(text: String?, expected: [String]) {
    var reader = SettingReader(SettingsEnvironment(text.map { ["LIST": $0] } ?? [:]))
    let read = reader.read(Self.list)
    #expect(read == expected)
  }

  @Test func `A value from a file is named by its place, and can't forge lines`() {
    var reader = SettingReader(
      SettingsEnvironment(["NEW_SIZE": "x\u{1B}[2J\ny"], places: ["NEW_SIZE": "size in FILE"])
    )
    _ = reader.read(Self.lenient)
    #expect(reader.warnings == ["invalid size in FILE 'x [2J y': expected metres from 1 to 9; using 5"])
  }

  @Test func `Help names variables and default`() {
    #expect(Self.lenient.description.flagHelp == "How large. [NEW_SIZE, OLD_SIZE; 5]")
    #expect(Self.strict.description.flagHelp == "Which colour. [green]")
  }
}
