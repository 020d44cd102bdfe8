import Testing

import DockerEngine

@Suite("What a container can be called")
struct ContainerReferenceTests {
  @Test("ids and names are asked for", arguments: ["web-1_a.b", "0123456789abcdef", "A", "7..7"])
  func valid(name: String) {
    #expect(ContainerReference.isValid(name))
  }

  @Test(
    "what could change the path is not",
    arguments: ["", ".", "..", "../info", "a/b", "a?b", "a#b", "a\r\nb", "%2f", "a b", "ü", "-a"]
  )
  func invalid(name: String) {
    #expect(!ContainerReference.isValid(name))
  }
}
