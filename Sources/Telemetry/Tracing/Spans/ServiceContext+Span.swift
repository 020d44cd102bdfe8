public import Instrumentation

extension ServiceContext {
  private enum SpanKey: ServiceContextKey {
    typealias Value = SpanContext
    static var nameOverride: String? { "span" }
  }

  private enum StateKey: ServiceContextKey {
    typealias Value = TraceState
    static var nameOverride: String? { "tracestate" }
  }

  /// The span that a new one would be below.
  public var span: SpanContext? {
    get { self[SpanKey.self] }
    set { self[SpanKey.self] = newValue }
  }

  /// What the trace carries along for vendors.
  public var traceState: TraceState? {
    get { self[StateKey.self] }
    set { self[StateKey.self] = newValue }
  }
}
