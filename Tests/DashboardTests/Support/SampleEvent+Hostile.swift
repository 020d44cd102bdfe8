import RecordTestSupport

extension SampleEvent {
  private static let image = "\"'><img src=x onerror=\"window.hacked = 1\">"

  /// What another writer may put in place of an address.
  static let hostileAttacker = "javascript:window.hacked=1//\(image)"

  /// An event that attacks its viewer.
  static func hostile(at time: Int64) -> Self {
    let script = "<script>window.hacked = 1</script>"
    let unseen = "\u{202E}gnp.exe\u{2066}\u{200B}\u{0}\u{1B}[31m\u{2028}\u{FEFF}\n\r\t\u{85}"
    return Self(
      time: time,
      attacker: "fe80::1%javascript",
      decky: script,
      service: image,
      type: unseen,
      fields: [
        ("username", image), ("password", unseen),
        ("<b>name</b>", "</td></table><iframe srcdoc='\(script)'>"),
        ("template", "{{constructor.constructor('window.hacked=1')()}} ${window.hacked=1}"),
        ("__proto__", "polluted"), ("constructor", script),
        ("joined", String(repeating: "a\u{300}\u{301}", count: 90)),
        ("long", String(repeating: "<b>64 KB</b>\u{202E}", count: 5_041)),
        (String(repeating: "k", count: 500), "v"),
      ],
      message: script + image + unseen + String(repeating: "W", count: 2_000)
    )
  }
}
