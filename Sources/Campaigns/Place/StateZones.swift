/// The zones in use in the states of the United States and the provinces of Canada.
///
/// Legal zones after 49 CFR part 71 and the provincial time acts; where a part of a state keeps other clocks by custom
/// (Phenix City in Alabama, Jackpot in Nevada) or on tribal land (the Navajo Nation in Arizona), these count too. Zones
/// whose clocks have agreed since 2007 appear under one name: Indianapolis and Detroit are New York.
package enum StateZones {
  /// Countries whose states and postal codes are understood.
  package static let countries = ["CA", "US"]

  /// The two-letter code of a state written as code or name, in any case: `ca`, `California`; nil when unknown.
  package static func code(of text: String, country: String) -> String? {
    let wanted = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return codes["\(country) \(wanted)"]
  }

  /// All zones in use in a state, sorted; empty for an unknown code and for military addresses.
  package static func zones(state code: String, country: String) -> [String] {
    zones["\(country) \(code)"] ?? []
  }

  /// The state that a US ZIP code (12345 or 12345-6789) or a Canadian postal code (K1A 0B1) lies in; several where the
  /// first letter or three digits are shared; empty when the text is no such code, or a military one.
  package static func states(postalCode text: String, country: String) -> [String] {
    let code = text.uppercased().filter { !$0.isWhitespace }
    switch country {
    case "US": return zipStates(Array(code.utf8))
    case "CA": return postalStates(Array(code.utf8))
    default: return []
    }
  }

  // MARK: - Postal codes

  private static func zipStates(_ code: [UInt8]) -> [String] {
    let isLong = code.count == 10 && code[5] == UInt8(ascii: "-") && code[6...].allSatisfy(\.isDigit)
    guard code.count == 5 || isLong, code.prefix(5).allSatisfy(\.isDigit) else { return [] }
    let prefix = code.prefix(3).reduce(0) { $0 * 10 + Int($1 - 48) }
    return StateTable.zipPrefixes.first { $0.range.contains(prefix) }?.states ?? []
  }

  private static func postalStates(_ code: [UInt8]) -> [String] {
    let isCode = code.count == 6 && code.indices.allSatisfy { $0 % 2 == 0 ? code[$0].isLetter : code[$0].isDigit }
    guard isCode, let first = code.first else { return [] }
    return StateTable.postalLetters.first { $0.letters.utf8.contains(first) }?.states ?? []
  }

  // MARK: - States

  private struct State {
    var country: String
    var code: String
    var name: String
    var zones: [String]
  }

  private static let states: [State] = StateTable.text.split(separator: "\n").compactMap { line in
    let parts = line.split(separator: "|").map(String.init)
    guard parts.count == 4 else { return nil }
    return State(
      country: parts[0], code: parts[1], name: parts[2],
      zones: parts[3].split(separator: " ").map { StateTable.zoneNames[String($0)] ?? String($0) }.sorted())
  }

  /// By country and code, `US CA`.
  private static let zones = Dictionary(
    states.map { ("\($0.country) \($0.code)", $0.zones) }, uniquingKeysWith: { first, _ in first })

  /// By country and what people write, in lower case: `US ca`, `US california`.
  private static let codes = Dictionary(
    states.flatMap { state in
      [state.code, state.name].map { ("\(state.country) \($0.lowercased())", state.code) }
    }, uniquingKeysWith: { first, _ in first })
}
