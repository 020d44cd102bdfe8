/// Engines that a test has used and left running: the next test takes one of them instead of starting its own.
actor IdleEngines {
  static let instance = IdleEngines()

  private var engines: [TestEngine] = []

  func take() -> TestEngine? { self.engines.popLast() }

  func add(_ engine: TestEngine) { self.engines.append(engine) }
}
