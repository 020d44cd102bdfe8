/// Whether systemd starts decklog, and no other collector.
struct UnitCheck: Check {
  let name = "unit"

  func probe(_ survey: Survey) async throws(Late) -> UnitProbe { try await survey.units }

  func judge(_ probe: UnitProbe) -> Finding? {
    guard !probe.units.isEmpty else {
      return .skipped(
        "there is no \(UnitProbe.names.joined(separator: " and no ")): no collector starts with the host"
      )
    }
    if let unit = probe.units.first(where: { !$0.startsDecklog }) { return other(unit) }
    if let unit = probe.units.first(where: { !$0.programExists }) {
      return .problem(
        "\(unit.name) starts \(program(unit)), which does not exist",
        advice: "Install decklog there, or set ExecStart= in \(ShellWord.quoted(unit.commandPath))."
      )
    }
    let enabled = probe.units.filter(\.isEnabled)
    guard enabled.count < 2 else {
      return .warning(
        "\(enabled.map(\.name).joined(separator: " and ")) both start a collector with the host",
        advice: "`sudo systemctl disable --now decklog`: beside the framework, keep decnet-collector."
      )
    }
    let texts = probe.units.map { unit in
      "\(unit.name) starts \(program(unit)), by \(NameList.path(unit.commandPath))"
    }
    let isReplaced = probe.units.contains { $0.name == UnitProbe.names[0] && $0.commandPath == $0.path }
    return .ok(
      texts.joined(separator: "; "),
      advice: isReplaced
        ? "The framework's updater rewrites \(UnitProbe.names[0]). With the framework, use the drop-in:"
          + " `make install INSTALL_FRAMEWORK=1`."
        : nil
    )
  }

  private func other(_ unit: UnitProbe.Unit) -> Finding {
    let found = unit.command.isEmpty ? "has no ExecStart=" : "starts \(program(unit)), not decklog"
    return .warning(
      "\(unit.name) \(found), by \(NameList.path(unit.commandPath))",
      advice: unit.name == UnitProbe.names[0]
        ? "That program collects from the unit's next start on. Install the drop-in, `make install INSTALL_FRAMEWORK=1`"
          + " and `sudo systemctl daemon-reload`; if it is installed, remove what sets ExecStart= after it"
          + " (`systemctl cat decnet-collector`)."
        : "Remove what sets ExecStart= there: `systemctl cat decklog` shows it."
    )
  }

  private func program(_ unit: UnitProbe.Unit) -> String { NameList.path(unit.command.first ?? "") }
}
