import Synchronization

/// What the containers of the fleet are called now: one can be renamed while it is followed.
final class ContainerNames: Sendable {
  private let names = Mutex<[String: String]>([:])

  /// The name of the container with this id; `nil` where it is not known.
  subscript(id: String) -> String? {
    get { names.withLock { $0[id] } }
    set { names.withLock { $0[id] = newValue } }
  }
}
