/// What the header row of a customers file says: which field of a row is which column.
struct ImportHeader {
  /// The store's columns once this file is in: those it had, then the new ones in the file's order.
  var columns: [String]
  /// By field of the file: the column's position.
  var positions: [Int]
  var id: Int
  /// Fields of the file; nil when it has no such column.
  var phone: Int?
  var matter: Int?

  /// Positions of columns that the file does not have.
  var absent: [Int] {
    let present = Set(positions)
    return columns.indices.filter { !present.contains($0) }
  }

  init(
    _ record: CSVRecord, known: [String], options: CustomerImport.Options, path: String
  ) throws(CSVError) {
    func failure(_ message: String) -> CSVError { CSVError(path: path, line: record.line, message: message) }
    let names = try ImportHeader.names(record, map: options.map, path: path)
    var columns = known
    var positions: [Int] = []
    for name in names {
      if let position = columns.firstIndex(of: name) {
        guard !positions.contains(position) else { throw failure("two columns are named \(name); rename one") }
        positions.append(position)
      } else {
        positions.append(columns.count)
        columns.append(name)
      }
    }
    guard let id = names.firstIndex(of: "id") else {
      throw failure(
        "no column is named id (found: \(names.joined(separator: ", "))); name one with `map: {id: HEADING}`"
          + ", and separate columns with commas")
    }
    let matter = options.matter.flatMap { names.firstIndex(of: $0) }
    if let wanted = options.matter, matter == nil { throw failure("no column is named \(wanted), which is the matter") }
    self.columns = columns
    self.positions = positions
    self.id = id
    self.matter = matter
    phone = names.firstIndex(of: "phone")
  }

  /// The file's headings as our column names.
  private static func names(
    _ record: CSVRecord, map: [String: String], path: String
  ) throws(CSVError) -> [String] {
    var names: [String] = []
    for field in 0..<record.count {
      guard let text = record.text(field), let heading = text.trimmed else {
        throw CSVError(
          path: path, line: record.line, message: "column \(field + 1) has no readable heading; give every column one")
      }
      names.append(heading)
    }
    for (ours, heading) in map.sorted(by: { $0.key < $1.key }) {
      guard let field = names.firstIndex(of: heading) else {
        throw CSVError(
          path: path, line: record.line, message: "no column is named \(heading), which `map` gives to \(ours)")
      }
      names[field] = ours
    }
    return names
  }
}

extension String {
  /// Without white space at both ends; nil when nothing is left.
  var trimmed: String? {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return nil
    }
    return String(self[first...last])
  }
}
