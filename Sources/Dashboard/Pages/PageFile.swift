/// A file of the page, embedded in the binary.
struct PageFile: Sendable {
  let path: String
  let contentType: String
  let bytes: [UInt8]

  static let all = [
    PageFile(path: "/", contentType: "text/html; charset=utf-8", bytes: PackageResources.index_html),
    PageFile(path: "/style.css", contentType: "text/css; charset=utf-8", bytes: PackageResources.style_css),
    PageFile(path: "/icon.svg", contentType: "image/svg+xml", bytes: PackageResources.icon_svg),
    script("theme", PackageResources.theme_js),
    script("app", PackageResources.app_js),
    script("api", PackageResources.api_js),
    script("attacker", PackageResources.attacker_js),
    script("chart", PackageResources.chart_js),
    script("collector", PackageResources.collector_js),
    script("dom", PackageResources.dom_js),
    script("events", PackageResources.events_js),
    script("feed", PackageResources.feed_js),
    script("list", PackageResources.list_js),
    script("rankings", PackageResources.rankings_js),
  ]

  private static func script(_ name: String, _ bytes: [UInt8]) -> PageFile {
    PageFile(path: "/\(name).js", contentType: "text/javascript; charset=utf-8", bytes: bytes)
  }
}
