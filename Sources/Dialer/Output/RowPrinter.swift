import Campaigns

/// Prints JSON rows one by one: a line each, or as the items of one array.
struct RowPrinter: ~Copyable {
  private var writer = LineWriter()
  private let isArray: Bool
  /// The row before the present one, whose line may still need a comma.
  private var waiting: String?

  /// - Parameter format: `json` prints an array, everything else lines.
  init(_ format: OutputFormat) {
    isArray = format == .json
    if isArray { writer.line("[") }
  }

  mutating func print(_ row: JSON) {
    guard isArray else { return writer.line(row.text) }
    if let waiting { writer.line(waiting + ",") }
    waiting = row.text
  }

  /// Ends the array and writes what is left.
  mutating func end() {
    if let waiting { writer.line(waiting) }
    waiting = nil
    if isArray { writer.line("]") }
    writer.flush()
  }
}
