import Basics
import Records
import Testing

@testable import EventViews

struct ExtremeTimeTests {
  @Test(
    arguments: [(Int64.min, "106751d"), (-8_520_336_000_000_000_000, "106751d"), (.max, "0s")]
      as [(Int64, String)]
  )
  func `What was seen in another century was so long ago`(seen: Int64, text: String) {
    let now = RecordTime(nanoseconds: 1_795_406_114_000_000_000)
    #expect(PanelView.ago(RecordTime(nanoseconds: seen), now) == text)
  }
}
