/// Whether systemd starts decklog as this host's collector, and no other.
enum UnitVerdict {
  static func finding(_ facts: UnitFacts) -> Finding {
    guard !facts.units.isEmpty else {
      return Finding(
        .unit,
        .skipped,
        "there is no \(UnitFacts.names.joined(separator: " and no ")): nothing starts a collector with the host"
      )
    }
    if let unit = facts.units.first(where: { !$0.startsDecklog }) { return other(unit) }
    if let unit = facts.units.first(where: { !$0.isProgramThere }) {
      return Finding(
        .unit,
        .problem,
        "\(unit.name) starts \(program(unit)), which is not there",
        advice: "Install decklog there, or set ExecStart= in \(ShellWord.quoted(unit.commandPath))."
      )
    }
    let enabled = facts.units.filter(\.isEnabled)
    guard enabled.count < 2 else {
      return Finding(
        .unit,
        .warning,
        "\(enabled.map(\.name).joined(separator: " and ")) both start a collector with the host",
        advice:
          "`sudo systemctl disable --now decklog`: beside the framework decnet-collector is the one to keep."
      )
    }
    let texts = facts.units.map { unit in
      "\(unit.name) starts \(program(unit)), by \(NameList.path(unit.commandPath))"
    }
    let isWhole = facts.units.contains { $0.name == UnitFacts.names[0] && $0.commandPath == $0.path }
    return Finding(
      .unit,
      .ok,
      texts.joined(separator: "; "),
      advice: isWhole
        ? "The framework's updater writes \(UnitFacts.names[0]) again. Where the framework is or will be, use the drop-in:"
          + " `make install INSTALL_FRAMEWORK=1`."
        : nil
    )
  }

  private static func other(_ unit: UnitFacts.Unit) -> Finding {
    let found =
      unit.command.isEmpty
      ? "\(unit.name) has no ExecStart=, by \(NameList.path(unit.commandPath))"
      : "\(unit.name) starts \(program(unit)), not decklog, by \(NameList.path(unit.commandPath))"
    let advice =
      unit.name == UnitFacts.names[0]
      ? "When it is started next, that program collects. Install the drop-in, `make install INSTALL_FRAMEWORK=1` and"
        + " `sudo systemctl daemon-reload`; if it is there, remove what sets ExecStart= after it"
        + " (`systemctl cat decnet-collector`)."
      : "Remove what sets ExecStart= there: `systemctl cat decklog` shows it."
    return Finding(.unit, .warning, found, advice: advice)
  }

  private static func program(_ unit: UnitFacts.Unit) -> String { NameList.path(unit.command.first ?? "") }
}

extension UnitFacts {
  /// Whether decklog has a unit of its own here and the framework has none.
  var isWithoutFramework: Bool { unit(Self.names[1]) != nil && unit(Self.names[0]) == nil }
}
