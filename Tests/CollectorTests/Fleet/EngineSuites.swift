import Testing

/// The suites that load an engine: one test at a time, since each of them wants the machine for itself.
@Suite(.serialized)
enum EngineSuites {}
