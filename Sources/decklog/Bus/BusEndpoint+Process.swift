import Foundation
import ServiceBus

extension BusEndpoint {
  /// Where the bus is for this process. Whoever has no `HOME`, as a service may, still has a home.
  init(process environment: SettingsEnvironment) {
    self.init(environment: environment.withHome)
    if case .unusable(let why) = self { self = .unusable(environment.located(why)) }
  }
}

extension BusClient.Configuration {
  /// The client of a bus that is found by the environment, anew at each attempt to connect.
  ///
  /// - Parameter path: where it is now.
  init(
    process environment: SettingsEnvironment,
    path: String,
    name: String,
    isWritableDirectory: @escaping @Sendable (String) -> Bool = BusEndpoint.isWritableDirectory
  ) {
    let variables = environment.withHome
    self.init(
      socketPath: {
        BusEndpoint.socketPath(environment: variables, isWritableDirectory: isWritableDirectory) ?? path
      },
      name: name
    )
  }
}

extension SettingsEnvironment {
  fileprivate var withHome: [String: String] { ["HOME": NSHomeDirectory()].merging(variables) { $1 } }
}
