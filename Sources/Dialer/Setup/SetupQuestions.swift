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

  /// What is taken where nothing is said.
  static var samples: SetupAnswers {
    let sample = SampleCountry.of("US")
    return SetupAnswers(
      homeCountry: "US", timeZone: sample.timeZone, callerID: sample.callerID, dailyBudget: SetupQuestions.budget)
  }
}

/// Asks for an answer until it is one, or takes what was given.
struct SetupQuestions {
  /// The daily budget that is proposed.
  static let budget = "25.00"

  let zones: ZoneDatabase
  /// False: defaults are taken without a question.
  let asks: Bool
  /// The next answer, without its line break; nil at the end of the input.
  var readAnswer: () -> String? = { readLine() }
  var say: (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }

  /// What is asked, and what may be answered without thinking.
  private struct Question {
    var text: String
    /// What the answer changes.
    var why: String
    var option: String
    var fallback: String
  }

  mutating func homeCountry(_ given: String?) throws -> String {
    let why = "Numbers of this country are called without a confirmation; all others wait for one."
    return try answer(
      given, Question(text: "Home country, two letters", why: why, option: "--home-country", fallback: "US")
    ) { text in
      guard Literal.isCountry(text) else {
        let isSmall = Literal.isCountry(text.uppercased())
        return "two capital letters were expected, such as \(isSmall ? text.uppercased() : "US")"
      }
      return CountryZones.isKnown(text) ? nil : "there is no such country"
    }
  }

  mutating func timeZone(_ given: String?, default zone: String) throws -> String {
    let zones = zones
    let why = "The account's days and budgets begin at midnight there; customers are called by their own clocks."
    return try answer(
      given, Question(text: "Time zone of the account", why: why, option: "--time-zone", fallback: zone)
    ) { text in
      if zones.rules(named: text) != nil { return nil }
      return NearestWord.of(text, in: zones.names).map { "there is no such zone; did you mean \($0)?" }
        ?? "an IANA name was expected, such as America/New_York"
    }
  }

  mutating func callerID(_ given: String?, default number: String) throws -> String {
    let why = "What called people see: a number that you own, or verified at the carrier."
    return try answer(
      given, Question(text: "Caller ID, a number of yours", why: why, option: "--caller-id", fallback: number)
    ) { text in
      guard Literal.phone(text) != nil else {
        return "a plus sign and the whole number were expected, such as \(number)"
      }
      let state = PhoneReader.read(text, region: nil).state
      return state == .valid ? nil : "that is no number that can exist"
    }
  }

  mutating func dailyBudget(_ given: String?) throws -> String {
    let why = "In USD. No call starts when what is spent and the worst case of live calls could pass it."
    return try answer(
      given,
      Question(text: "The most that a day may cost", why: why, option: "--daily-budget", fallback: Self.budget)
    ) { text in
      Literal.money(text).map { $0 > .zero } == true ? nil : "a decimal above zero was expected, such as 25.00"
    }
  }

  /// - Parameter problem: what is wrong with an answer; nil when it is one.
  /// - Throws: `Failure` 64 for an option that is no answer, and when the input ends before there is one.
  private func answer(_ given: String?, _ question: Question, problem: (String) -> String?) throws -> String {
    let fallback = question.fallback
    if let given = given ?? (asks ? nil : fallback) {
      if let problem = problem(given) { throw Failure(.usage, "\(question.option) \(given): \(problem)") }
      return given
    }
    say("\n\(question.why)\n")
    while true {
      say("\(question.text) [\(fallback)]: ")
      guard let line = readAnswer() else { throw Failure(.usage, "no answer; nothing was written") }
      let text = line.trimmingCharacters(in: .whitespaces)
      let wanted = text.isEmpty ? fallback : text
      guard let problem = problem(wanted) else { return wanted }
      say("  \(wanted): \(problem)\n")
    }
  }
}
