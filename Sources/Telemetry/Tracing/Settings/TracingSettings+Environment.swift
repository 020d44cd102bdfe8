package import Basics

extension TracingSettings {
  /// Reads the settings of tracing (``TracingVariables``). Bad values are warnings: tracing keeps no collector from
  /// starting.
  ///
  /// - Parameter version: the program's.
  /// - Returns: `nil` for tracing that is off.
  package static func read(_ reader: inout SettingReader, version: String) -> TracingSettings? {
    guard isOn(&reader), let endpoint = TracingEndpoint.read(&reader) else { return nil }
    var settings = TracingSettings(endpoint: endpoint, version: version)
    settings.headers = headers(&reader)
    settings.certificateFile = reader.read(TracingVariables.certificateFile)
    settings.resourceAttributes = resourceAttributes(&reader)
    let named = settings.resourceAttributes.removeValue(forKey: "service.name")
    let name = reader.read(TracingVariables.serviceName) ?? named ?? settings.serviceName
    settings.serviceName = BoundedText.cut(name, to: settings.limits.valueLength)
    settings.sampler = sampler(&reader)
    settings.limits.valueLength = reader.read(TracingVariables.valueLength)
    settings.limits.attributeCount = reader.read(TracingVariables.attributeCount)
    settings.queueLimit = reader.read(TracingVariables.queueLimit)
    // More at once than may wait would never come together.
    settings.batchLimit = min(reader.read(TracingVariables.batchLimit), settings.queueLimit)
    settings.scheduleDelay = reader.read(TracingVariables.scheduleDelay)
    settings.exportTimeout = reader.read(TracingVariables.exportTimeout)
    settings.requestTimeout = reader.read(TracingVariables.requestTimeout)
    _ = reader.read(TracingVariables.compression)
    return settings
  }

  private static func isOn(_ reader: inout SettingReader) -> Bool {
    guard reader.read(TracingVariables.isOn), !reader.read(TracingVariables.isDisabled) else { return false }
    return reader.read(TracingVariables.exporter)
  }

  private static func sampler(_ reader: inout SettingReader) -> TraceSampler {
    let rule = reader.read(TracingVariables.sampler)
    return TraceSampler(
      ratio: rule.ratio ?? reader.read(TracingVariables.samplingRatio),
      followsParent: rule.followsParent
    )
  }
}
