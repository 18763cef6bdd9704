/// Ranges of telephone numbers that their countries keep free for films and books, and the carrier's magic numbers: a
/// call to one of them reaches nobody.
package enum FictionNumbers {
  /// What follows the plus sign, `#` for any digit, and who keeps the range free.
  static let ranges: [(pattern: String, source: String)] = [
    ("1###55501##", "ATIS, 555 NXX Assignment Guidelines: 555-0100 to 0199 of every area code"),
    ("1500555000#", "Twilio, magic numbers of the test credentials"),
    ("441134960###", "Ofcom, drama numbers: Leeds"),
    ("441144960###", "Ofcom, drama numbers: Sheffield"),
    ("441154960###", "Ofcom, drama numbers: Nottingham"),
    ("441164960###", "Ofcom, drama numbers: Leicester"),
    ("441174960###", "Ofcom, drama numbers: Bristol"),
    ("441214960###", "Ofcom, drama numbers: Birmingham"),
    ("441314960###", "Ofcom, drama numbers: Edinburgh"),
    ("441414960###", "Ofcom, drama numbers: Glasgow"),
    ("441514960###", "Ofcom, drama numbers: Liverpool"),
    ("441614960###", "Ofcom, drama numbers: Manchester"),
    ("442079460###", "Ofcom, drama numbers: London"),
    ("441914980###", "Ofcom, drama numbers: Tyneside"),
    ("441632960###", "Ofcom, drama numbers: no area"),
    ("447700900###", "Ofcom, drama numbers: mobile"),
    ("448081570###", "Ofcom, drama numbers: freephone"),
    ("449098790###", "Ofcom, drama numbers: premium rate"),
    ("443069990###", "Ofcom, drama numbers: nationwide"),
    ("493023125###", "Bundesnetzagentur, Mitteilung 148/2021: Berlin"),
    ("494066969###", "Bundesnetzagentur, Mitteilung 148/2021: Hamburg"),
    ("492214710###", "Bundesnetzagentur, Mitteilung 148/2021: Cologne"),
    ("496990009###", "Bundesnetzagentur, Mitteilung 148/2021: Frankfurt"),
    ("498999998###", "Bundesnetzagentur, Mitteilung 148/2021: Munich"),
    ("3319900####", "ARCEP, Decision 2018-0881"),
    ("3326191####", "ARCEP, Decision 2018-0881"),
    ("3335301####", "ARCEP, Decision 2018-0881"),
    ("3346571####", "ARCEP, Decision 2018-0881"),
    ("3353649####", "ARCEP, Decision 2018-0881"),
    ("3363998####", "ARCEP, Decision 2018-0881: mobile"),
    ("467017406##", "PTS, numbers for books and films: mobile"),
    ("468465004##", "PTS, numbers for books and films: Stockholm"),
    ("463139006##", "PTS, numbers for books and films: Gothenburg"),
    ("464062804##", "PTS, numbers for books and films: Malmö"),
    ("6125550####", "ACMA, numbers for creative works"),
    ("6135550####", "ACMA, numbers for creative works"),
    ("6175550####", "ACMA, numbers for creative works"),
    ("6185550####", "ACMA, numbers for creative works"),
  ]

  /// Whether a number lies in one of them.
  /// - Parameter e164: digits without the plus sign.
  package static func contains(_ e164: Int64) -> Bool {
    let digits = Array(String(e164).utf8)
    return ranges.contains { range in
      range.pattern.utf8.count == digits.count
        && zip(range.pattern.utf8, digits).allSatisfy { $0 == UInt8(ascii: "#") || $0 == $1 }
    }
  }
}
