/// Rows as aligned text: two spaces between columns, numbers to the right. Widths count Unicode scalars, so a wide
/// character may shift its own line, never its neighbours.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var heading: String
    var alignment: Alignment

    static func left(_ heading: String) -> Column { Column(heading: heading, alignment: .left) }
    static func right(_ heading: String) -> Column { Column(heading: heading, alignment: .right) }
  }

  /// What a column is cut to at the least.
  static let narrowest = 8

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  var isEmpty: Bool { rows.isEmpty }

  /// - Parameter cells: one for each column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count)
    rows.append(cells.map(Self.printable))
  }

  /// The heading and the rows, without white space at their ends.
  /// - Parameter width: of the terminal: the widest text columns are cut until a row fits; nil: nothing is cut.
  func lines(fitting width: Int? = nil) -> [String] {
    let all = [columns.map(\.heading)] + rows
    let widths = fitted(columns.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }, to: width)
    return all.map { line($0, widths: widths) }
  }

  func text(fitting width: Int? = nil) -> String { lines(fitting: width).joined(separator: "\n") }

  private func fitted(_ natural: [Int], to width: Int?) -> [Int] {
    guard let width else { return natural }
    var widths = natural
    while widths.reduce(0, +) + 2 * (widths.count - 1) > width {
      let candidates = columns.indices.filter { columns[$0].alignment == .left && widths[$0] > Self.narrowest }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let shown = Self.cut(cell, to: widths[index])
      let space = String(repeating: " ", count: widths[index] - Self.width(shown))
      if index > 0 { text += "  " }
      text += columns[index].alignment == .left ? shown + space : space + shown
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func cut(_ text: String, to width: Int) -> String {
    guard Self.width(text) > width else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(width - 1))) + "…"
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.count }

  /// Without characters that could steer a terminal or break a row.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value)
  }
}
