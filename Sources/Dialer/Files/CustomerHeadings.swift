import ActivityStore

/// The columns that a customers file names, read without importing it.
enum CustomerHeadings {
  /// The first row of a CSV file, white space at both ends of each heading removed; nil when the file cannot be read or
  /// has no rows.
  static func read(_ path: String) -> [String]? {
    var record = CSVRecord()
    guard let reader = try? CSVReader(path: path), (try? reader.next(into: &record)) == true else { return nil }
    return (0..<record.count).map { field in
      let text = record.text(field) ?? ""
      return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }
}
