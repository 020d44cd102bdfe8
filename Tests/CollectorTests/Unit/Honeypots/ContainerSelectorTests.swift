import Formats
import Testing

@testable import Collector

struct ContainerSelectorTests {
  private static let member = FleetMember(
    id: "c0ffee",
    name: "web-1",
    image: "docker.io/me/web:3",
    labels: ["role": "web=1", "empty": ""],
    rule: .stateFile
  )

  private static func matches(_ selector: ContainerSelector) -> Bool {
    selector.matches(member, image: ImageName(member.image))
  }

  @Test(
    arguments: [
      ("name:web-1=x", "x"), ("name:web-*=a=b", "a=b"), ("name:*=", ""), ("image:me/web=/p", "/p"),
      ("image:*/web=x", "x"), ("image:docker.io/me/web:3=x", "x"), ("label:empty==x", "x"),
    ]
  )
  func `A selector ends at its equals sign, and matches`(text: String, rest: String) throws {
    let (selector, remainder) = try #require(ContainerSelector.split(text))
    #expect(remainder == rest)
    #expect(Self.matches(selector))
  }

  @Test(arguments: ["name:web=x", "name:WEB-1=x", "image:web=x", "label:role=web=x", "label:other==x"])
  func `Others don't match`(text: String) throws {
    let (selector, _) = try #require(ContainerSelector.split(text))
    #expect(!Self.matches(selector))
  }

  @Test(arguments: [
    "", "x", "name", "name:", "name:x", "name:=x", "image:=x", "label:role", "label:role=x", "label:=x=y",
    "id:x=y", "Name:x=y", "web-1=cowrie",
  ])
  func `Other texts are no selectors`(text: String) { #expect(ContainerSelector.split(text) == nil) }
}
