import Glibc
import Testing

@testable import Terminal

@Suite("Signals as bytes", .serialized)
struct SignalPipeTests {
  @Test func `A signal arrives once, whatever thread receives it`() throws {
    let pipe = try SignalPipe([SIGUSR2, SIGWINCH])
    #expect(!pipe.isPending && pipe.received().isEmpty)
    kill(getpid(), SIGUSR2)
    #expect(pipe.wait(.seconds(60), whileOpen: STDOUT_FILENO))
    raise(SIGWINCH)
    #expect(Set(pipe.received()) == [SIGUSR2, SIGWINCH])
    #expect(!pipe.isPending && pipe.received().isEmpty)
  }

  @Test func `The previous handlers are restored`() throws {
    signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, SIG_DFL) }
    do { _ = try SignalPipe([SIGUSR2]) }
    var action = sigaction()
    sigaction(SIGUSR2, nil, &action)
    #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1)
  }

  @Test func `Waiting ends when the reader is gone`() throws {
    let pipe = try SignalPipe([SIGUSR2])
    var ends: [Int32] = [-1, -1]
    try #require(Glibc.pipe(&ends) == 0)
    // Programs of other tests must not keep the end open that is closed here.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    #expect(pipe.wait(.milliseconds(1), whileOpen: ends[1]))
    close(ends[0])
    #expect(!pipe.wait(.seconds(60), whileOpen: ends[1]))
  }

  @Test(
    arguments: [
      (Duration.zero, 0), (.seconds(-1), 0), (.microseconds(1), 1), (.milliseconds(250), 250),
      (.seconds(10_000_000), 1_000_000_000),
    ] as [(Duration, Int)]
  )
  func `Time spans become milliseconds, rounded up`(duration: Duration, count: Int) {
    #expect(Int(duration.milliseconds) == count)
  }
}
