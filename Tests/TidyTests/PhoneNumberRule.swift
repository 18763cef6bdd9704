/// Telephone numbers come from ranges kept free for fiction, or from the carrier's magic numbers: a slip of a test or
/// of an example must not ring at anybody's.
struct PhoneNumberRule: Rule {
  /// What follows the plus sign: fixed digits, `#` for any digit.
  static let fiction: [(pattern: String, source: String)] = [
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

  /// Numbers of published test vectors, in tests only.
  static let vectors: [(number: String, reason: String)] = [
    ("14158675309", "the caller in Twilio's published example of a request signature"),
    ("18005551212", "the callee in Twilio's published example of a request signature"),
    ("12349013030", "the caller in an older version of the same example"),
  ]

  /// Files whose numbers are never dialed, each with its reason.
  static let exceptions: [Deviation] = []

  func findings(in file: SourceFile) -> [Finding] {
    if Self.exceptions.contains(where: { $0.path == file.path }) { return [] }
    let isTest = file.path.hasPrefix("Tests/")
    return file.lines.indices.flatMap { index in
      Self.numbers(in: file.lines[index], swift: file.isSwift)
        .filter { number in
          !Self.fiction.contains { Self.matches(number, $0.pattern) }
            && !(isTest && Self.vectors.contains { $0.number == number })
        }
        .map {
          Finding(
            path: file.path, line: index + 1,
            message: "+\($0) could be somebody's number: take one of PhoneNumberRule.fiction")
        }
    }
  }

  /// Whether the digits fit the pattern; the head of a range fits when only free digits are left.
  static func matches(_ number: String, _ pattern: String) -> Bool {
    let free = UInt8(ascii: "#")
    return number.utf8.count <= pattern.utf8.count
      && zip(number.utf8, pattern.utf8).allSatisfy { $1 == free || $0 == $1 }
      && pattern.utf8.dropFirst(number.utf8.count).allSatisfy { $0 == free }
  }

  /// The numbers of a line: a plus sign and 8 to 15 digits; in Swift also an integer that reads as a North American
  /// number (eleven digits, `_` apart: 1, area code, exchange).
  static func numbers(in line: Substring, swift: Bool) -> [String] {
    guard line.utf8.contains(where: { $0 == UInt8(ascii: "+") }) || swift else { return [] }
    var numbers: [String] = []
    var digits = ""
    var before: UInt8 = 0  // what stands before the run of digits
    var last: UInt8 = 0
    func finish() {
      if before == UInt8(ascii: "+"), (8...15).contains(digits.utf8.count), !digits.hasPrefix("0") {
        numbers.append(digits)
      } else if swift, !Self.isWord(before), digits.utf8.count == 11, Self.isNorthAmerican(digits) {
        numbers.append(digits)
      }
      digits = ""
    }
    for byte in line.utf8 {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        if digits.isEmpty { before = last }
        digits.append(Character(UnicodeScalar(byte)))
      } else if swift, byte == UInt8(ascii: "_"), !digits.isEmpty {
        continue
      } else if !digits.isEmpty {
        finish()
      }
      last = byte
    }
    if !digits.isEmpty { finish() }
    return numbers
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 128 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
  }

  /// Area code and exchange begin with 2 to 9.
  private static func isNorthAmerican(_ digits: String) -> Bool {
    let bytes = Array(digits.utf8)
    return bytes[0] == UInt8(ascii: "1") && bytes[1] >= UInt8(ascii: "2") && bytes[4] >= UInt8(ascii: "2")
  }
}
