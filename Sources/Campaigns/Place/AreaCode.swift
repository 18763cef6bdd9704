/// An area code of the numbering plan of +1, from the generated table: the library on this machine may be years behind
/// the codes that were opened since.
package struct AreaCode: Sendable {
  /// Three digits, 201 … 989.
  package let code: Int
  /// ISO 3166 alpha-2: US, CA, or one of the plan's other countries; US for toll-free and other codes of no place.
  package let region: String
  /// US states or Canadian provinces, sorted; empty elsewhere and for codes of no place.
  package let states: [String]
  /// By exchange less 200, or one for all; nil: no valid number.
  private let types: [NumberType?]

  /// The code that a national number (10 digits) begins with; nil when there is none such.
  package static func of(national number: Int64) -> AreaCode? {
    let index = Int(number / 10_000_000) - 200
    return codes.indices.contains(index) ? codes[index] : nil
  }

  /// All codes in use, ascending.
  package static var all: [AreaCode] { codes.compactMap(\.self) }

  /// Type of a national number that begins with this code; nil when it is invalid.
  ///
  /// 555-0100 to 555-0199 are kept for fiction in every area and are read as ordinary numbers there.
  package func type(of national: Int64) -> NumberType? {
    let exchange = Int(national / 10_000 % 1_000) - 200
    guard exchange >= 0 else { return nil }
    if national % 10_000_000 / 100 == 55_501, isGeographic { return .fixedLineOrMobile }
    return types.count == 1 ? types[0] : types[exchange]
  }

  /// Whether numbers of this code belong to a place: those of 500 and 800 do not.
  package var isGeographic: Bool {
    types.contains { $0 == .fixedLine || $0 == .mobile || $0 == .fixedLineOrMobile }
  }

  // MARK: - The table

  private static let codes: [AreaCode?] = {
    var codes = [AreaCode?](repeating: nil, count: 800)
    var words = AreaCodeTable.text.split(whereSeparator: \.isWhitespace)[...]
    while let head = words.popFirst() {
      var rows: [Substring] = []
      while let row = words.first, row.contains("=") { rows.append(words.removeFirst()) }
      guard let area = AreaCode(head: head, rows: rows) else { continue }
      codes[area.code - 200] = area
    }
    return codes
  }()

  /// - Parameters:
  ///   - head: `212:US:NY:2`.
  ///   - rows: `1=300,302-305`.
  private init?(head: Substring, rows: [Substring]) {
    let parts = head.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 4, let code = Int(parts[0]), (200...999).contains(code) else { return nil }
    self.code = code
    region = String(parts[1])
    states = parts[2].split(separator: "+").map(String.init)
    if let type = Int32(parts[3]) {
      types = [NumberType(libraryCode: type)]
      return
    }
    var types = [NumberType?](repeating: nil, count: 800)
    for row in rows {
      let sides = row.split(separator: "=")
      guard sides.count == 2, let type = Int32(sides[0]) else { return nil }
      for run in sides[1].split(separator: ",") {
        let ends = run.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first >= 200, last <= 999 else { return nil }
        for exchange in first...last { types[exchange - 200] = NumberType(libraryCode: type) }
      }
    }
    self.types = types
  }
}

extension NumberType {
  /// libphonenumber's numbering of types, the same in its C++ and Python libraries but for unknown.
  init(libraryCode: Int32) {
    let types: [NumberType] = [
      .fixedLine, .mobile, .fixedLineOrMobile, .tollFree, .premiumRate, .sharedCost, .voip, .personal, .pager, .uan,
      .voicemail,
    ]
    self = types.indices.contains(Int(libraryCode)) ? types[Int(libraryCode)] : .unknown
  }
}
