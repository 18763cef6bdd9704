/// The zones of each country, from the generated table.
package enum CountryZones {
  /// All zones of a country (ISO 3166 alpha-2, upper case), sorted; empty when there is no such country.
  package static func of(_ country: String) -> [String] { table[country] ?? [] }

  /// Whether this is a country that the table knows.
  package static func isKnown(_ country: String) -> Bool { table[country] != nil }

  private static let table: [String: [String]] = {
    var table: [String: [String]] = [:]
    var country = ""
    for word in CountryZoneTable.text.split(whereSeparator: \.isWhitespace) {
      if word.contains("/") { table[country, default: []].append(String(word)) } else { country = String(word) }
    }
    return table
  }()
}
