/// Reads a rate card from CSV with the header `prefix,price_per_minute,increment,label`; finds all mistakes at once.
package struct RateCardReader {
  private static let header = ["prefix", "price_per_minute", "increment", "label"]
  private static let lineLimit = 200_000

  private let file: String
  private var findings: [Diagnostic] = []
  private var classes: [RateClass] = []
  /// The line of each prefix.
  private var lines: [String: Int] = [:]

  /// The card, and what is wrong with it; the card is nil as soon as there is one error.
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark; lines end with LF or CRLF; fields may be quoted.
  ///   - file: the name under which findings are reported.
  package static func read(_ bytes: [UInt8], file: String) -> (card: RateCard?, findings: [Diagnostic]) {
    var reader = RateCardReader(file: file)
    reader.readAll(bytes)
    return (reader.findings.isEmpty ? RateCard(classes: reader.classes) : nil, reader.findings)
  }

  private init(file: String) { self.file = file }

  private mutating func readAll(_ bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    let rows = content.split(separator: 10, omittingEmptySubsequences: false)
    guard rows.count <= Self.lineLimit else {
      return report("size", line: 1, "\(rows.count) lines are too many", "at most \(Self.lineLimit) lines")
    }
    var isHeader = true
    for (index, row) in rows.enumerated() {
      let line = row.last == 13 ? row.dropLast() : row
      if line.isEmpty { continue }
      guard let fields = fields(of: line, line: index + 1) else { continue }
      if isHeader {
        isHeader = false
        guard checkHeader(fields, line: index + 1) else { return }
      } else {
        readRow(fields, line: index + 1)
      }
    }
    guard findings.isEmpty else { return }
    if isHeader {
      report("header", line: 1, "the rate card is empty", "begin it with \(Self.header.joined(separator: ","))")
    } else if classes.isEmpty {
      report("empty", line: 1, "the rate card has no prices", "add a line for each prefix that is called")
    }
  }

  private mutating func checkHeader(_ fields: [String], line: Int) -> Bool {
    guard fields != Self.header else { return true }
    report(
      "header", line: line, "the first line is not the header of a rate card: \(fields.joined(separator: ","))",
      "write \(Self.header.joined(separator: ","))")
    return false
  }

  private mutating func readRow(_ fields: [String], line: Int) {
    guard fields.count == Self.header.count else {
      return report(
        "fields", line: line, "\(fields.count) fields, not \(Self.header.count)",
        "write \(Self.header.joined(separator: ",")); quote a label that holds a comma")
    }
    let prefix = checkedPrefix(fields[0], line: line)
    let price = Money(ratePerMinute: fields[1])
    if price == nil {
      report(
        "price", line: line, "not a price per minute: \(fields[1])",
        "write a decimal number below 10000 with at most six decimals, such as 0.0140")
    }
    let increment = Int(fields[2]).flatMap { (1...3_600).contains($0) ? $0 : nil }
    if increment == nil {
      report(
        "increment", line: line, "not a billing step: \(fields[2])", "write whole seconds from 1 to 3600, such as 60")
    }
    guard let prefix, let price, let increment else { return }
    lines[prefix] = line
    classes.append(RateClass(prefix: prefix, pricePerMinute: price, increment: increment, label: fields[3]))
  }

  private mutating func checkedPrefix(_ text: String, line: Int) -> String? {
    let isPrefix = (1...15).contains(text.utf8.count) && text.utf8.allSatisfy(\.isDigit) && !text.hasPrefix("0")
    guard isPrefix else {
      report(
        "prefix", line: line, "not a prefix: \(text)", "write digits without the plus sign, the country code first: 44")
      return nil
    }
    if let first = lines[text] {
      report("duplicate", line: line, "the prefix \(text) has a price on line \(first)", "keep one of the two")
      return nil
    }
    return text
  }

  /// Splits one line; a quoted field may hold commas, and quotes written twice, but no line break.
  private mutating func fields(of line: ArraySlice<UInt8>, line number: Int) -> [String]? {
    guard String(validating: line, as: UTF8.self) != nil else {
      report("utf8", line: number, "the line is not UTF-8", "save the file as UTF-8")
      return nil
    }
    let quote = UInt8(ascii: "\"")
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var previous: UInt8?
    for byte in line {
      if byte == quote {
        if !isQuoted, previous == quote { fields[fields.count - 1].append(quote) }
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
      previous = byte
    }
    guard !isQuoted else {
      report("quote", line: number, "a quoted field does not end on its line", "close it with \"")
      return nil
    }
    return fields.map { field in
      let text = field.drop { $0 == 32 }.reversed().drop { $0 == 32 }.reversed()
      return String(decoding: Array(text), as: UTF8.self)
    }
  }

  private mutating func report(_ rule: String, line: Int, _ message: String, _ help: String) {
    let place = Diagnostic.Place(file: file, line: line, column: 1, endColumn: 2)
    findings.append(
      Diagnostic(severity: .error, rule: "rate-card-\(rule)", message: message, help: help, place: place))
  }
}

extension Money {
  /// `0.0140`: up to four digits, a dot, up to six decimals; nothing else, so that no price is ever rounded.
  fileprivate init?(ratePerMinute text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, (1...4).contains(whole.utf8.count),
      whole.utf8.allSatisfy(\.isDigit),
      let units = Int64(whole)
    else { return nil }
    guard let decimals = parts.dropFirst().first else {
      self.init(micros: units * 1_000_000)
      return
    }
    guard (1...6).contains(decimals.utf8.count), decimals.utf8.allSatisfy(\.isDigit), let digits = Int64(decimals)
    else {
      return nil
    }
    let scale = repeatElement(Int64(10), count: 6 - decimals.utf8.count).reduce(1, *)
    self.init(micros: units * 1_000_000 + digits * scale)
  }
}
