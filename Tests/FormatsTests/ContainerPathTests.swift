import Testing

@testable import Formats

@Suite("Paths in containers")
struct ContainerPathTests {
  private static let variables = [
    "DIR": "/logs", "NAME": "pit", "EMPTY": "", "RELATIVE": "logs", "UP": "..", "STAR": "a*", "NUL": "a\0b",
    "LONG": String(repeating: "x", count: 4096), "NESTED": "${NAME}", "SLASH": "/",
  ]

  @Test(
    arguments: [
      ("/logs/a.json", "/logs/a.json"), ("/logs/*.json", "/logs/*.json"), ("/a//./b", "/a/b"), ("//a", "/a"),
      ("${DIR}/a.json", "/logs/a.json"), ("/x/${NAME}.json", "/x/pit.json"), ("${DIR}/${NAME}", "/logs/pit"),
      ("/x/${STAR}", "/x/a*"), ("/x/${NESTED}", "/x/${NAME}"), ("/a$b/$", "/a$b/$"), ("/.../..a", "/.../..a"),
      ("/${RELATIVE}/a", "/logs/a"), ("/a}", "/a}"), ("${SLASH}${SLASH}a", "/a"),
    ]
  )
  func `Variables are replaced, and empty components go`(text: String, path: String) throws {
    #expect(try ContainerPath(text).resolved(Self.variables) == path)
  }

  @Test(
    arguments: [
      ("", "expected an absolute path"), ("logs/a", "expected an absolute path"),
      ("stdout", "expected an absolute path"), ("/", "expected the path of a file, not of a directory"),
      ("/a/", "expected the path of a file, not of a directory"),
      ("/a/.", "expected the path of a file, not of a directory"),
      ("${DIR}/", "expected the path of a file, not of a directory"), ("/a/..", "has a component .."),
      ("/../a", "has a component .."), ("/a/../\u{308}b", "has a component .."),
      ("/a*\u{308}/b", "* may stand in the last component only"), ("${DIR}/../a", "has a component .."),
      ("/a\0", "has a NUL"),
      ("/*/a", "* may stand in the last component only"), ("/${A", "a ${ without }"),
      ("/${}", "'' can't be the name of a variable"), ("/${A/B}", "'A/B' can't be the name of a variable"),
      ("/" + String(repeating: "x", count: 4096), "longer than 4096 bytes"),
    ]
  )
  func `What can't be a path is refused without variables`(text: String, reason: String) {
    #expect(throws: ContainerPath.Fault.invalid(reason)) { try ContainerPath(text) }
  }

  @Test(
    arguments: [
      ("${RELATIVE}/a", .invalid("expected an absolute path")),
      ("/x/${UP}/a", .invalid("has a component ..")),
      ("/x/${NUL}", .invalid("has a NUL")), ("/${LONG}", .invalid("longer than 4096 bytes")),
      ("/${STAR}/a", .invalid("* may stand in the last component only")),
      ("/x${SLASH}", .invalid("expected the path of a file, not of a directory")),
      ("${EMPTY}/a", .missingVariable("EMPTY")), ("/a/${NONE}", .missingVariable("NONE")),
    ] as [(String, ContainerPath.Fault)]
  )
  func `What variables make of a path is checked`(text: String, fault: ContainerPath.Fault) throws {
    let path = try ContainerPath(text)
    #expect(throws: fault) { try path.resolved(Self.variables) }
  }
}
