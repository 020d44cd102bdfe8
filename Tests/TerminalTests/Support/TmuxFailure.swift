/// A tmux command failed.
struct TmuxFailure: Error {
  let arguments: [String]
}
