import Foundation
import ServiceBus

extension BusEndpoint {
  /// Where the bus is for this process. Whoever has no `HOME`, as a service may, still has a home.
  init(process environment: [String: String]) {
    self.init(environment: ["HOME": NSHomeDirectory()].merging(environment) { $1 })
  }
}
