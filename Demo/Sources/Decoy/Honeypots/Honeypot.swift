/// A honeypot whose lines the decoy can print, with made-up attackers from the documentation's address ranges.
///
/// A line is a template with holes, such as `<attacker>`; `VisitLine` lists them.
struct Honeypot {
  /// The name of the format in `decklog formats`.
  let format: String
  /// An image of decklog's table, which says by itself where the lines are; nil where a label has to.
  let image: String?
  /// Where the honeypot writes: `stdout`, `stderr` or the path of a file.
  let place: String
  /// The variable of the container that has the file's path, where decklog's table goes by that.
  let variable: String?
  /// The first line of the file: the columns of a CSV file.
  let heading: String?
  /// What one visit of an attacker leaves.
  let visit: [String]

  init(
    _ format: String,
    image: String?,
    writes place: String,
    named variable: String? = nil,
    heading: String? = nil,
    visit: String...
  ) {
    self.format = format
    self.image = image
    self.place = place
    self.variable = variable
    self.heading = heading
    self.visit = visit
  }

  static let all = (shells + services + web + devices).sorted { $0.format < $1.format }

  /// A table for scripts: format, image, place and variable, `-` for none.
  static var table: String {
    all.map { "\($0.format) \($0.image ?? "-") \($0.place) \($0.variable ?? "-")\n" }.joined()
  }
}
