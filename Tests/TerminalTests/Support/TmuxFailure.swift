/// tmux did not do what it was told.
struct TmuxFailure: Error {
  let arguments: [String]
}
