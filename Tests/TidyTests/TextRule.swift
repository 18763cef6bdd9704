/// Words that no file of the repository may hold. They are put together here so that this file does not hold them.
struct TextRule: Rule {
  static let words: [(word: String, message: String)] = [
    ("TO" + "DO", "an intention is no code: do it, or leave it out"),
    ("FIX" + "ME", "a known fault is fixed or described in the documentation, with its effect"),
    ("XX" + "X", "a mark for later is no code: do it, or leave it out"),
    ("shared/" + "design", "the project stands by itself: say it here in its own words"),
  ]

  func findings(in file: SourceFile) -> [Finding] {
    Self.words.flatMap { word, message in
      file.lines(containing: word)
        .filter { Self.standsAlone(word, in: file.lines[$0 - 1]) }
        .map { Finding(path: file.path, line: $0, message: "\(word): \(message)") }
    }
  }

  /// Whether the word occurs with no letter or digit beside it (`mktemp /tmp/aXX…` holds none of the words).
  private static func standsAlone(_ word: String, in line: Substring) -> Bool {
    var rest = line
    var before: Character?
    while !rest.isEmpty {
      if rest.hasPrefix(word) {
        let after = rest.dropFirst(word.count).first
        if !isWordCharacter(before), !isWordCharacter(after) { return true }
      }
      before = rest.removeFirst()
    }
    return false
  }

  private static func isWordCharacter(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber } ?? false
  }
}
