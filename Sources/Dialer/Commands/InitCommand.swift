import ArgumentParser
import Campaigns
import Foundation

/// `dialer init`.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract:
      "Writes a first dialer.yaml, campaign, rate card and customers where there are none, and makes the store.",
    discussion: """
      Nothing that exists is changed. Where a dialer.yaml lies already, only the store is made and the customers are
      imported. No other command ever makes a store: a wrong folder must not mean that every call made is forgotten.

      What it writes is a loopback account with a draft campaign: no telephone can ring. The two customers, the caller
      ID and the price are samples to be replaced.

        dialer init                                        asks
        dialer init --yes --folder calls --home-country GB --time-zone Europe/London --daily-budget 10

      Exit: 64 an answer that is none, 73 the folder cannot be written.
      """)

  @OptionGroup var look: LookOptions
  @Flag(help: "Ask nothing: take the defaults for what is not given.") var yes = false
  @Option(help: "Numbers of this country are not international: two capital letters (default US).")
  var homeCountry: String?
  @Option(help: "The days of account and budgets, an IANA name (default: that of the home country).")
  var timeZone: String?
  @Option(help: "The number that called people see, with a plus sign (default: $TWILIO_PHONE_NUMBER, else a sample).")
  var callerID: String?
  @Option(help: "The most that a day's calls may cost (default 25.00).") var dailyBudget: String?
  @Option(help: "Where to write.") var folder = "."

  func run() async throws {
    try await reporting {
      let setup = Setup(folder: folder, now: DaemonClock.wallNow())
      if !setup.hasConfiguration {
        if !yes, Terminal.canAsk { Console.note("Four questions; Enter takes what stands in brackets.") }
        let answers = try answers(zones: SystemZones.load())
        try setup.writeFiles(answers)
      } else {
        Console.note("\(setup.configurationPath) is there already: it stays as it is")
      }
      try setup.makeStore()
      Console.print(setup.nextSteps)
    }
  }

  /// The zone that is proposed: that of the samples where they are of the country, else the country's first.
  static func zone(of country: String, _ sample: SampleCountry) -> String {
    sample.numbersCountry == country ? sample.timeZone : CountryZones.of(country).first ?? sample.timeZone
  }

  /// What is given by options, asked for, or taken by default.
  private func answers(zones: ZoneDatabase) throws -> SetupAnswers {
    var questions = SetupQuestions(zones: zones, asks: !yes)
    if !yes, !Terminal.canAsk {
      throw Failure(.usage, "there is no terminal to ask on: give --yes, and options for what is not a default")
    }
    let country = try questions.homeCountry(homeCountry)
    let sample = SampleCountry.of(country)
    return SetupAnswers(
      homeCountry: country, timeZone: try questions.timeZone(timeZone, default: Self.zone(of: country, sample)),
      callerID: try questions.callerID(
        callerID, default: ProcessInfo.processInfo.environment["TWILIO_PHONE_NUMBER"] ?? sample.callerID),
      dailyBudget: try questions.dailyBudget(dailyBudget))
  }
}
