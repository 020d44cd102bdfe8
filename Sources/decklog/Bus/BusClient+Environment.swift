import Basics
import ServiceBus

extension BusClient.Configuration {
  /// The client of a bus that is found by the environment, anew at each attempt to connect.
  ///
  /// - Parameter path: where it is now.
  init(
    _ environment: SettingsEnvironment,
    path: String,
    name: String,
    isWritableDirectory: @escaping @Sendable (String) -> Bool = BusEndpoint.isWritableDirectory
  ) {
    self.init(
      socketPath: {
        BusEndpoint.socketPath(environment: environment.variables, isWritableDirectory: isWritableDirectory)
          ?? path
      },
      name: name
    )
  }
}
