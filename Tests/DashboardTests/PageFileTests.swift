import Testing

@testable import Dashboard

@Suite("The page's files")
struct PageFileTests {
  private static func text(_ file: PageFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

  @Test func `No file turns text into markup, runs text, or loads anything from elsewhere`() {
    let forbidden = [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment",
      "DOMParser", "eval(",
      "Function(", "setHTML", "srcdoc", "javascript:", " style=\"", " onclick=", " onload=", "https://",
      "@import", "url(",
    ]
    for file in PageFile.all {
      for word in forbidden { #expect(!Self.text(file).contains(word), "\(file.path) has \(word)") }
      // The one address that is none: a name space.
      let rest = Self.text(file).replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!rest.contains("http://"), "\(file.path)")
    }
  }

  @Test func `Each file that another one names is there`() throws {
    let paths = Set(PageFile.all.map(\.path))
    var named: Set<String> = []
    for file in PageFile.all {
      let text = Self.text(file)
      named.formUnion(text.matches(of: /from "\.(\/[a-z]+\.js)"/).map { String($0.1) })
      named.formUnion(text.matches(of: /(?:href|src)="([a-z]+\.[a-z]+)"/).map { "/\($0.1)" })
    }
    #expect(named.union(["/"]) == paths)
  }
}
