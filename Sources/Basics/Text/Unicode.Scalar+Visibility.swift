extension Unicode.Scalar {
  /// Whether it does something to a line other than standing in it: controls a terminal, begins a line, turns the
  /// order of what follows, or is no character that is the same everywhere.
  package var isControlling: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }
}
