extension TracingSettings {
  /// Reads the settings from an environment.
  ///
  /// - `DECNET_DEVELOPER_TRACING` (`true`, `1` or `yes` in any case) turns tracing on; `OTEL_SDK_DISABLED=true` and
  ///   `OTEL_TRACES_EXPORTER=none` turn it off.
  /// - `DECNET_OTEL_ENDPOINT`, else `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, else `OTEL_EXPORTER_OTLP_ENDPOINT`, else
  ///   `http://localhost:4317`.
  /// - `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL`, else `OTEL_EXPORTER_OTLP_PROTOCOL`: `grpc` or `http/protobuf`. Without
  ///   one, port 4318 or a path means `http/protobuf`, and anything else gRPC.
  ///
  /// - Parameter version: the program's.
  /// - Returns: `nil` for tracing that is off, and one clear line for each bad value.
  public static func read(
    _ environment: [String: String],
    version: String = ""
  ) -> (settings: TracingSettings?, warnings: [String]) {
    var reader = TracingSettingsReader(environment: environment)
    let settings = reader.read(version: version)
    return (settings, reader.warnings)
  }
}
