/// The receiver could not be started, or ended.
struct ReceiverFailure: Error {
  var output: String
}
