/// A carrier's words as logs and screens may show them: of every number that could be a telephone's, the last two
/// digits.
enum MaskedText {
  static func of(_ text: String) -> String {
    var shown = ""
    var digits = ""
    func flush() {
      shown += digits.count >= 7 ? "…" + digits.suffix(2) : digits
      digits = ""
    }
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else {
        flush()
        shown.append(character)
      }
    }
    flush()
    return shown
  }
}
