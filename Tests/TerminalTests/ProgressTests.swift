import Glibc
import Testing

@testable import Terminal

@Suite("Progress")
struct ProgressTests {
  @Test func `Is shown after two seconds, and at most ten times a second`() {
    var pace = ProgressPace()
    #expect(pace.isDue(.milliseconds(1999)) == false)
    #expect(pace.isDue(.seconds(2)) == true)
    #expect(pace.isDue(.milliseconds(2099)) == false)
    #expect(pace.isDue(.milliseconds(2100)) == true)
    #expect(pace.isDue(.seconds(100)) == true)
    #expect(pace.isDue(.milliseconds(100_050)) == false)
  }

  @Test(
    arguments: [
      (Int?.some(1000), 250, 5, "parse  25%  [#####...............]  250 B of 1.00 kB  50 B/s  0:15 left"),
      (.some(1000), 1500, 5, "parse  100%  [####################]  1.50 kB of 1.00 kB  300 B/s  0:00 left"),
      (.some(1000), 0, 5, "parse  0%  [....................]  0 B of 1.00 kB  0 B/s"),
      (nil, 5_000_000, 50, "parse  5.00 MB  100 kB/s  0:50"), (.some(0), 5, 5, "parse  5 B  1 B/s  0:05"),
    ]
  )
  func `Says how far it is`(total: Int?, done: Int, seconds: Int, text: String) {
    let line = ProgressLine(label: "parse", unit: .bytes, total: total)
    #expect(line.text(done: done, elapsed: .seconds(seconds), columns: 100) == text)
  }

  @Test func `Fits the terminal, and can be counted in other things`() {
    let line = ProgressLine(label: "export", unit: .items("records"), total: nil)
    #expect(
      line.text(done: 12_345, elapsed: .seconds(2), columns: 100)
        == "export  12,345 records  6,172 records/s  0:02"
    )
    #expect(line.text(done: 12_345, elapsed: .seconds(2), columns: 20) == "export  12,345 rec…")
    #expect(line.text(done: 1, elapsed: .zero, columns: 0) == "…")
  }

  @Test func `Is shown on a terminal, and removed for other output and at the end`() throws {
    let terminal = try PseudoTerminal()
    do {
      var bar = ProgressBar(
        ProgressLine(label: "audit", unit: .bytes, total: nil),
        stride: 10,
        descriptor: terminal.slave
      )
      bar.advance(by: 100)
      #expect(terminal.read().isEmpty)
      bar.hide()
      #expect(terminal.read().isEmpty)
      let begin = ContinuousClock.now
      while ContinuousClock.now - begin < ProgressPace.delay { usleep(10_000) }
      bar.advance(by: 5)
      #expect(terminal.read().isEmpty)
      bar.advance(by: 5)
      #expect(terminal.read().hasPrefix("\raudit  110 B"))
      bar.hide()
      #expect(terminal.read() == "\r\u{1B}[K")
      bar.hide()
      #expect(terminal.read().isEmpty)
      while ContinuousClock.now - begin < ProgressPace.delay * 2 { usleep(10_000) }
      bar.advance(by: 10)
      #expect(terminal.read().contains("120 B"))
    }
    #expect(terminal.read() == "\r\u{1B}[K")
  }

  @Test func `Shows nothing without a terminal`() {
    var bar = ProgressBar(ProgressLine(label: "", unit: .bytes, total: nil), stride: 1, descriptor: nil)
    for _ in 0..<1000 { bar.advance(by: 1) }
    #expect(bar.done == 1000)
  }
}
