import ActivityStore
import ArgumentParser
import Campaigns
import Foundation
import Simulation
import Testing

@testable import Dialer

@Suite struct InitTests {
  @Test(arguments: ["US", "CA", "GB", "DE", "SE", "AU", "FR"])
  func whatItWritesIsRightAndBothCustomersArePlanned(country: String) throws {
    let folder = try Folder()
    let ending = try Program.run(["init", "--yes", "--home-country", country], in: folder)
    #expect(ending.code == 0)
    #expect(ending.messages.contains("customers.csv: 2 customers: 2 new, 0 changed, 0 unchanged\n"))
    #expect(ending.output.contains("dialer check --strict"))
    let check = try Program.run(["check", "--strict"], in: folder)
    #expect(check.code == 0, "\(check.output)")
    var options = ConfigurationOptions()
    options.config = folder.path("dialer.yaml")
    let plan = try PlanPrinter.plan(
      PlanSource.open(options), from: noon, until: nil, seed: 1, keepsCalls: true)
    #expect(Set(plan.plan.calls.map(\.row)).count == 2)
  }

  @Test(.enabled(if: geteuid() == 0))
  func aStoreThatRootMakesInSomebodysFolderIsTheirs() throws {
    let folder = try Folder()
    #expect(chown(folder.path, 65_534, 65_534) == 0)
    #expect(try Program.run(["init", "--yes"], in: folder).code == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("dialer.db") {
      var found = stat()
      #expect(stat(folder.path(name), &found) == 0 && found.st_uid == 65_534, "\(name)")
    }
    let owner = try FileManager.default.attributesOfItem(atPath: folder.path("dialer.db"))[.ownerAccountID]
    #expect(owner as? Int == 65_534)
  }

  @Test func nothingThatIsThereIsChanged() throws {
    let folder = try Folder()
    try folder.write("customers.csv", "id,name,phone,status\nK1,Kim,+12125550107,active\n")
    try folder.write("campaigns/own.yaml", Folder.campaign("own"))
    #expect(try Program.run(["init", "--yes"], in: folder).code == 0)
    #expect(try folder.text("customers.csv").hasPrefix("id,name,phone,status\nK1"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("campaigns")) == ["own.yaml"])
    let written = try folder.text("dialer.yaml")
    let again = try Program.run(["init", "--yes", "--home-country", "GB"], in: folder)
    #expect(again.code == 0)
    #expect(again.messages.contains("dialer.yaml is there already"))
    #expect(again.messages.contains("the store dialer.db is there already: it stays as it is"))
    #expect(try folder.text("dialer.yaml") == written)
  }

  @Test func aStoreBesideAnExistingConfigurationIsMade() throws {
    let folder = try Folder.account("store: sqlite:own.db")
    let ending = try Program.run(["init"], in: folder)
    #expect(ending.code == 0)
    #expect(ending.messages.contains("made the store own.db"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("campaigns/first-campaign.yaml")))
    #expect(try Program.run(["customers", "show", "C1"], in: folder).code == 0)
  }

  @Test func withoutATerminalItDoesNotAsk() throws {
    let folder = try Folder()
    let ending = try Program.run(["init"], in: folder)
    #expect(ending.code == 64)
    #expect(ending.messages.contains("--yes"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test(arguments: [
    (["--home-country", "usa"], "--home-country usa: two capital letters"),
    (["--time-zone", "America/New_Yrok"], "did you mean America/New_York?"),
    (["--caller-id", "4155550100"], "a plus sign and the whole number"),
    (["--daily-budget", "0"], "a decimal above zero"),
  ])
  func anOptionThatIsNoAnswerIsRefused(arguments: [String], message: String) throws {
    let folder = try Folder()
    let ending = try Program.run(["init", "--yes"] + arguments, in: folder)
    #expect(ending.code == 64)
    #expect(ending.messages.contains(message))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func aQuestionIsAskedAgainUntilItIsAnswered() throws {
    var answers = ["usa", "GB", ""][...]
    var said = ""
    var questions = SetupQuestions(zones: try SystemZones.load(), asks: true)
    questions.readAnswer = { answers.popFirst() }
    questions.say = { said += $0 }
    #expect(try questions.homeCountry(nil) == "GB")
    #expect(try questions.timeZone(nil, default: "Europe/London") == "Europe/London")
    #expect(
      said.contains("[US]:   usa: two capital letters were expected, such as US\nHome country, two letters [US]: "))
    #expect(said.contains("customers are called by their own clocks.\nTime zone of the account [Europe/London]: "))
    #expect(throws: Failure.self) { try questions.dailyBudget(nil) }
  }

  @Test func theDemoNeedsNoFilesBesideTheProgram() throws {
    let folder = try Folder()
    try FileManager.default.copyItem(atPath: Program.binary.path, toPath: folder.path("dialer"))
    let ending = try Program.run(
      ["demo", "--until", "2027-03-02T15:00:00Z"], in: folder,
      program: URL(fileURLWithPath: folder.path("dialer")))
    #expect(ending.code == 0, "\(ending.messages)")
    #expect(ending.messages.contains("the demo takes those that dialer init writes"))
    #expect(ending.output.contains("1 with a call SID"))
    let wrong = try Program.run(["demo", "--folder", "nowhere"], in: folder)
    #expect(wrong.code == 78 && wrong.messages.contains("no dialer.yaml in nowhere"))
  }

  @Test func theZoneThatIsProposedIsOneOfTheCountry() {
    for country in ["FR", "JP", "NZ", "BR", "US", "DE"] {
      let zone = InitCommand.zone(of: country, SampleCountry.of(country))
      #expect(CountryZones.of(country).contains(zone), "\(country): \(zone)")
    }
    #expect(InitCommand.zone(of: "FR", SampleCountry.of("FR")) == "Europe/Paris")
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let folder = try Folder()
    try folder.write("taken", "a file")
    let ending = try Program.run(["init", "--yes", "--folder", "taken"], in: folder)
    #expect(ending.code == 73)
    #expect(ending.messages.contains("taken"))
  }
}

@Suite struct VersionTests {
  @Test func everyPartHasAVersion() throws {
    let parts = ProgramParts.list(tzdata: "2027a")
    #expect(parts.first?.name == "dialer")
    #expect(parts.allSatisfy { !$0.version.isEmpty && $0.version != "unknown" })
    #expect(Set(parts.map(\.name)).isSuperset(of: ["sqlite", "libcurl", "libyaml", "libphonenumber", "tzdata"]))
  }
}
