extension Template {
  /// The text with the customer's values in place of the columns; nil when a value is missing.
  ///
  /// Values are escaped for XML, and characters that XML cannot hold are dropped. The template's own text stands as
  /// written, or is escaped too when `escapingText`, as `say` needs it.
  package func fill(for customer: Customer, columns: Columns, escapingText: Bool = false) -> String? {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += escapingText ? Template.escaped(text) : text
      case .column(let name):
        guard let value = customer.text(of: name, columns: columns) else { return nil }
        result += Template.escaped(value)
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

  /// How many characters the values of the columns may have together, unescaped, for `twiml` to be certain to have a
  /// document; more may still fit.
  package var certainRoom: Int {
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

  private var parts: [Template.Part] {
    switch self {
    case .say(let template, _, _), .twiml(let template): template.parts
    }
  }

  /// The columns that must have a value before the call can be placed.
  package var columns: [String] {
    switch self {
    case .say(let template, _, _), .twiml(let template): template.columns
    }
  }
}
