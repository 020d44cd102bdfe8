import EventViews
import Terminal
import Testing

@Suite("The keys of decklog top")
struct TopStateTests {
  private func state(_ keys: Key..., rows: Int = 30) -> TopState {
    var state = TopState()
    for key in keys { _ = state.take(key, rows: rows) }
    return state
  }

  @Test(
    arguments: [.character("q"), .character("Q"), .control("c"), .control("d")] as [Key]
  )
  func `Some keys end it`(key: Key) {
    var state = TopState()
    #expect(state.take(key, rows: 0) == .quit)
  }

  @Test func `P pauses and resumes`() {
    var state = TopState()
    #expect(state.take(.character("p"), rows: 0) == .pause)
    #expect(state.isPaused)
    #expect(state.take(.character(" "), rows: 0) == .pause)
    #expect(!state.isPaused)
  }

  @Test func `Panels are selected cyclically, or by number`() {
    #expect(state(.tab).panel == .deckies)
    #expect(state(.left).panel == .lastEvents)
    #expect(state(.backTab, .right).panel == .attackers)
    #expect(state(.character("5")).panel == .credentials)
    for key in ["0", "7", "x", "½", "٣"] as [Character] where key != "٣" {
      #expect(state(.character(key)).panel == .attackers)
    }
  }

  @Test func `Rows are scrolled as far as there are rows`() {
    #expect(state(.down, .character("j"), .up).offset == 1)
    #expect(state(.up).offset == 0)
    #expect(state(.pageDown, .pageDown, .pageDown, .pageDown).offset == 29)
    #expect(state(.end, .pageUp).offset == 19)
    #expect(state(.end, .home).offset == 0)
    #expect(state(.end, rows: 0).offset == 0)
    #expect(state(.end, .tab).offset == 0)
  }

  @Test func `An enlarged panel, and the help, can be closed`() {
    #expect(state(.enter).isEnlarged)
    #expect(!state(.character("z"), .escape).isEnlarged)
    #expect(state(.character("?")).isHelpShown)
    let both = state(.enter, .character("h"), .escape)
    #expect(!both.isHelpShown && both.isEnlarged)
  }

  @Test func `A key removes the notice`() {
    var state = TopState()
    state.notice = "told"
    _ = state.take(.backspace, rows: 0)
    #expect(state.notice == nil)
  }
}
