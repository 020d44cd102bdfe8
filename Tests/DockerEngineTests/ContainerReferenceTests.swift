import Testing

import DockerEngine

@Suite("What a container can be called")
struct ContainerReferenceTests {
  @Test(arguments: ["web-1_a.b", "0123456789abcdef", "A", "7..7"])
  func `Ids and names are asked for`(name: String) {
    #expect(ContainerReference.isValid(name))
  }

  @Test(
    arguments: ["", ".", "..", "../info", "a/b", "a?b", "a#b", "a\r\nb", "%2f", "a b", "ü", "-a"]
  )
  func `What could change the path is not`(name: String) {
    #expect(!ContainerReference.isValid(name))
  }
}
