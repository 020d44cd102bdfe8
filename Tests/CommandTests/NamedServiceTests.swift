import ServiceLifecycle
import Testing

@testable import Daemon

struct NamedServiceTests {
  private struct Keeper: Service {
    let tables = Array(repeating: "a table that nobody wants to see", count: 1000)
    func run() async throws { throw CancellationError() }
  }

  @Test func `A service is described by its type's name, and not by all that it holds`() async throws {
    let service = NamedService(Keeper())
    #expect("\(service)" == "Keeper")
    await #expect(throws: CancellationError.self) { try await service.run() }
  }
}
