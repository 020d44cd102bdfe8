import NIOCore

@testable import HTTPListener

extension ListenerLimits {
  /// Limits of time that no machine reaches, however busy it is with other tests.
  static var patient: ListenerLimits {
    var limits = ListenerLimits()
    limits.headTime = .seconds(240)
    limits.lifetime = .seconds(240)
    limits.statusTime = .seconds(240)
    limits.lingerTime = .seconds(240)
    limits.answerTime = .seconds(240)
    return limits
  }
}
