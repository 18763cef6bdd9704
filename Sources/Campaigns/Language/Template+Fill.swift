extension Template {
  /// The text with the customer's values in place of the columns; nil when a value is missing.
  ///
  /// Values are escaped for XML, in addresses percent-encoded, and characters that XML cannot hold are dropped. The
  /// template's own text stands as written, or is escaped too when `escapingText`, as `say` needs it.
  package func fill(for customer: Customer, columns: Columns, escapingText: Bool = false) -> String? {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += escapingText ? Template.escaped(text) : text
      case .column(let placeholder):
        guard let value = text(of: placeholder, for: customer, columns: columns) else { return nil }
        result += placeholder.isInAddress ? Template.percentEncoded(value) : Template.escaped(value)
      }
    }
    return result
  }

  /// What a placeholder says to a customer, unescaped; nil where a value is missing and nothing stands in for it.
  package func text(of placeholder: Placeholder, for customer: Customer, columns: Columns) -> String? {
    let value = customer.text(of: placeholder.column, columns: columns)
    guard let form = placeholder.form else { return value ?? placeholder.fallback }
    let type = columns.index(of: placeholder.column).map { columns.types[$0] } ?? .text
    return value.flatMap { form.text(of: $0, type: type, voice: voice) } ?? placeholder.fallback
  }

  /// Text within an address: everything but the unreserved characters of RFC 3986 is encoded.
  static func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if byte.isDigit || byte.isLetter || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }

  /// Characters that one character of a value becomes at most: `&quot;`.
  static let longestEscape = 6

  /// Text as XML character data, also within attributes.
  package static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&apos;".unicodeScalars)
      case "\t", "\n", "\r": result.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Campaign.Call.Answer {
  /// What the carrier fetches or is sent for one customer: a whole TwiML document. nil when a value is missing or the
  /// document is longer than 4,000 characters; then no call may be placed.
  package func twiml(for customer: Customer, columns: Columns) -> String? {
    let document: String? =
      switch self {
      case .twiml(let template): template.fill(for: customer, columns: columns)
      case .say(let template, let voice, let language):
        template.fill(for: customer, columns: columns, escapingText: true).map { text in
          let attributes = [("voice", voice), ("language", language)].compactMap { name, value in
            value.map { " \(name)=\"\(Template.escaped($0))\"" }
          }
          return "<Response><Say\(attributes.joined())>\(text)</Say></Response>"
        }
      }
    return document.flatMap { $0.count <= TwiMLCheck.longest ? $0 : nil }
  }

  /// The columns of a customer that the message cannot do without and that have no value, or none that can be said.
  package func missing(for customer: Customer, columns: Columns) -> [String] {
    let template = self.template
    return template.placeholders.filter { template.text(of: $0, for: customer, columns: columns) == nil }.map(\.column)
  }

  private var template: Template {
    switch self {
    case .say(let template, _, _), .twiml(let template): template
    }
  }

  /// How many characters the values of the columns may have together, unescaped, for `twiml` to be certain to have a
  /// document; more may still fit.
  package var certainRoom: Int {
    // Forms and addresses make more of a value than it has characters.
    if template.placeholders.contains(where: { $0.form != nil || $0.fallback != nil || $0.isInAddress }) { return -1 }
    let blank = Template(
      parts: parts.filter { if case .text = $0 { true } else { false } })
    let nobody = Customer(id: "", matter: "", fields: [], phone: .init(state: .missing), present: true)
    let none = Columns(names: [], types: [])
    let document =
      switch self {
      case .twiml: Campaign.Call.Answer.twiml(blank).twiml(for: nobody, columns: none)
      case .say(_, let voice, let language):
        Campaign.Call.Answer.say(blank, voice: voice, language: language).twiml(for: nobody, columns: none)
      }
    guard let document else { return -1 }
    return (TwiMLCheck.longest - document.unicodeScalars.count) / Template.longestEscape
  }

  private var parts: [Template.Part] { template.parts }

  /// The columns that must have a value before the call can be placed.
  package var columns: [String] { template.columns }
}
