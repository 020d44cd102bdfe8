import DockerEngine

extension EngineClient.Configuration {
  /// Short limits, for engines that do not answer.
  static var impatient: Self {
    var configuration = Self()
    configuration.requestTimeout = .milliseconds(200)
    configuration.listTimeout = .milliseconds(200)
    configuration.hintTimeout = .milliseconds(200)
    configuration.eventHeadPatience = .milliseconds(200)
    configuration.responseHeadTimeout = .milliseconds(200)
    return configuration
  }
}
