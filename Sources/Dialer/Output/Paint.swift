import Foundation

/// Colours for people at a terminal. A colour only repeats what a word says: nothing is lost without it.
struct Paint {
  enum Color: Int {
    case red = 31
    case green = 32
    case yellow = 33
  }

  let isOn: Bool

  static let output = Paint(isOn: decide(for: STDOUT_FILENO))
  static let messages = Paint(isOn: decide(for: STDERR_FILENO))

  /// Whether a stream is coloured: only a terminal that obeys escapes, and neither $NO_COLOR nor --no-color.
  ///
  /// - Parameter arguments: of the whole program; what stands behind `--` is no option.
  static func decides(isTerminal: Bool, environment: [String: String], arguments: [String]) -> Bool {
    guard isTerminal, Terminal.obeysEscapes(environment) else { return false }
    // https://no-color.org: any value but the empty one.
    if environment["NO_COLOR"]?.isEmpty == false { return false }
    return !arguments.prefix { $0 != "--" }.contains("--no-color")
  }

  private static func decide(for descriptor: Int32) -> Bool {
    decides(
      isTerminal: isatty(descriptor) == 1, environment: ProcessInfo.processInfo.environment,
      arguments: CommandLine.arguments)
  }

  func callAsFunction(_ color: Color, _ text: String) -> String {
    isOn ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Findings with their severity in colour: `FILE:LINE:COLUMN: error: …`.
  func findings(_ text: String) -> String {
    lines(of: text) { line in
      for (word, color) in [(": error: ", Color.red), (": warning: ", .yellow)] {
        guard let place = line.range(of: word), line.first != " " else { continue }
        let severity = word.dropFirst(2).dropLast(2)
        return line[..<place.lowerBound] + ": " + self(color, String(severity)) + ": " + line[place.upperBound...]
      }
      return line
    }
  }

  /// An explanation with its refusals in colour.
  func verdicts(_ text: String) -> String {
    lines(of: text) { line in
      guard let place = line.range(of: "  refuse  ") else { return line }
      return line[..<place.lowerBound] + "  " + self(.red, "refuse") + "  " + line[place.upperBound...]
    }
  }

  /// A status or a day: the lines that begin with an exclamation mark need somebody.
  func alarms(_ text: String) -> String {
    lines(of: text) { line in
      line.drop { $0 == " " }.hasPrefix("! ") ? self(.red, line) : line
    }
  }

  private func lines(of text: String, _ change: (String) -> String) -> String {
    guard isOn else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { change(String($0)) }
      .joined(separator: "\n")
  }
}
