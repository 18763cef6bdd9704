import Campaigns
import Foundation

/// What `dialer init` has to know.
struct SetupAnswers {
  /// ISO 3166 alpha-2.
  var homeCountry: String
  /// An IANA name of the system's tzdata.
  var timeZone: String
  /// E.164 with the plus sign.
  var callerID: String
  /// A decimal as it is written into dialer.yaml: `25.00`.
  var dailyBudget: String
}

/// Asks for an answer until it is one, or takes what was given.
struct SetupQuestions {
  let zones: ZoneDatabase
  /// False: defaults are taken without a question.
  let asks: Bool
  /// The next answer, without its line break; nil at the end of the input.
  var readAnswer: () -> String? = { readLine() }
  var say: (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }

  mutating func homeCountry(_ given: String?) throws -> String {
    try answer(given, "Home country, two letters", option: "--home-country", default: "US") { text in
      Literal.isCountry(text) ? nil : "two capital letters were expected, such as US"
    }
  }

  mutating func timeZone(_ given: String?, default zone: String) throws -> String {
    let zones = zones
    return try answer(given, "Time zone of the account", option: "--time-zone", default: zone) { text in
      if zones.rules(named: text) != nil { return nil }
      return NearestWord.of(text, in: zones.names).map { "there is no such zone; did you mean \($0)?" }
        ?? "an IANA name was expected, such as America/New_York"
    }
  }

  mutating func callerID(_ given: String?, default number: String) throws -> String {
    try answer(given, "Caller ID, a number of yours", option: "--caller-id", default: number) { text in
      guard Literal.phone(text) != nil else { return "a plus sign and the whole number were expected" }
      let state = PhoneReader.read(text, region: nil).state
      return state == .valid ? nil : "that is no number that can exist"
    }
  }

  mutating func dailyBudget(_ given: String?) throws -> String {
    try answer(given, "The most that a day may cost", option: "--daily-budget", default: "25.00") { text in
      Literal.money(text).map { $0 > .zero } == true ? nil : "a decimal above zero was expected, such as 25.00"
    }
  }

  /// - Parameter problem: what is wrong with an answer; nil when it is one.
  /// - Throws: `Failure` 64 for an option that is no answer, and when the input ends before there is one.
  private func answer(
    _ given: String?, _ question: String, option: String, default fallback: String, problem: (String) -> String?
  ) throws -> String {
    if let given = given ?? (asks ? nil : fallback) {
      if let problem = problem(given) { throw Failure(.usage, "\(option) \(given): \(problem)") }
      return given
    }
    while true {
      say("\(question) [\(fallback)]: ")
      guard let line = readAnswer() else { throw Failure(.usage, "no answer; nothing was written") }
      let text = line.trimmingCharacters(in: .whitespaces)
      let wanted = text.isEmpty ? fallback : text
      guard let problem = problem(wanted) else { return wanted }
      say("  \(wanted): \(problem)\n")
    }
  }
}
