/// Starts the engine that tests share, when the first of them asks for it.
actor SharedEngine {
  static let instance = SharedEngine()

  private enum State {
    case none
    case starting([CheckedContinuation<TestEngine, any Error>])
    case started(Result<TestEngine, any Error>)
  }

  private var state = State.none

  func engine() async throws -> TestEngine {
    switch self.state {
    case .started(let result):
      return try result.get()
    case .starting:
      return try await withCheckedThrowingContinuation { self.wait($0) }
    case .none:
      self.state = .starting([])
      let result = await Self.start()
      if case .starting(let waiting) = self.state {
        for continuation in waiting {
          continuation.resume(with: result)
        }
      }
      self.state = .started(result)
      return try result.get()
    }
  }

  private func wait(_ continuation: CheckedContinuation<TestEngine, any Error>) {
    switch self.state {
    case .starting(var waiting):
      waiting.append(continuation)
      self.state = .starting(waiting)
    case .started(let result):
      continuation.resume(with: result)
    case .none:
      continuation.resume(throwing: CancellationError())
    }
  }

  private static func start() async -> Result<TestEngine, any Error> {
    do {
      return .success(try await TestEngine.make(TestEngine.Options()))
    } catch {
      return .failure(error)
    }
  }
}

extension TestEngine {
  /// The engine that all tests of this process share. It is gone shortly after the process.
  ///
  /// Its containers must have names of their own: ``uniqueName(_:)``.
  ///
  /// - Returns: The engine, started by the first call.
  /// - Throws: ``CommandFailure`` if it can't be started.
  public static func shared() async throws -> TestEngine {
    try await SharedEngine.instance.engine()
  }
}
