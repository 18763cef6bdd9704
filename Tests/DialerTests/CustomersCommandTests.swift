import ActivityStore
import Campaigns
import Foundation
import Testing

@testable import Dialer

@Suite struct CustomersCommandTests {
  /// An account with a store, its customers not imported.
  private func folder() throws -> Folder {
    let folder = try Folder.account()
    _ = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon)
    return folder
  }

  @Test func withoutAStoreNothingIsMade() throws {
    let folder = try Folder.account()
    let ending = try Program.run(["customers", "import"], in: folder)
    #expect(ending.code == 73)
    #expect(ending.messages.contains("no store at dialer.db; create it with `dialer init`"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("dialer.db")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("dialer.db.lock")))
    #expect(try Program.run(["customers", "list"], in: folder).code == 73)
  }

  @Test func theSourcesOfTheConfigurationAreImported() throws {
    let folder = try folder()
    let first = try Program.run(["customers", "import"], in: folder)
    #expect(first.code == 0)
    #expect(first.messages == "customers.csv: 2 customers: 2 new, 0 changed, 0 unchanged\n")
    let again = try Program.run(["customers", "import", "customers.csv"], in: folder)
    #expect(again.messages == "customers.csv: 2 customers: 0 new, 0 changed, 2 unchanged\n")
  }

  @Test func aFileThatIsNoSourceIsAnUpsertWithItsOwnHeadings() throws {
    let folder = try folder()
    try folder.write("fair.csv", "Nr,Kunde,Telefon\nC2,Benno,\nC9,Ida,030 23125 101\n")
    #expect(try Program.run(["customers", "import"], in: folder).code == 0)
    let arguments = [
      "customers", "import", "fair.csv", "--map", "id=Nr", "--map", "name=Kunde", "--map", "phone=Telefon",
    ]
    let dry = try Program.run(arguments + ["--region", "DE", "--dry-run"], in: folder)
    #expect(dry.messages.hasSuffix("1 without a number (dry run: nothing was changed)\n"))
    #expect(try Program.run(["customers", "show", "C9"], in: folder).code == 64)
    #expect(try Program.run(arguments + ["--region", "DE"], in: folder).code == 0)
    let shown = try Program.run(["customers", "show", "C9", "--output", "json"], in: folder)
    let json = try JSON.parse(shown.output)
    #expect(json["phone_number"] == .string("+493023125101"))
    #expect(json["time_zones"] == .array([.string("Europe/Berlin")]))
    #expect(
      try Program.run(["customers", "list", "--output", "ndjson"], in: folder).output.split(separator: "\n").count == 3)
  }

  @Test func badRowsEndWith65UnlessTheyAreSkipped() throws {
    let folder = try folder()
    try folder.write("customers.csv", "id,name,phone,status\nC1,Ada,,active\nC2,Ben\n")
    let ending = try Program.run(["customers", "import"], in: folder)
    #expect(ending.code == 65)
    #expect(ending.messages.contains("customers.csv:3: 2 fields where the header has 4; the row was skipped\n"))
    #expect(try Program.run(["customers", "import", "--skip-bad"], in: folder).code == 0)
    #expect(try Program.run(["customers", "show", "C1"], in: folder).code == 0)
  }

  @Test func nothingIsImportedBesideADaemon() throws {
    let folder = try folder()
    let lock = try StoreLock.acquire(store: folder.path("dialer.db"))
    try withExtendedLifetime(lock) {
      let ending = try Program.run(["customers", "import"], in: folder)
      #expect(ending.code == 75)
      #expect(ending.messages.contains("(pid \(ProcessInfo.processInfo.processIdentifier))"))
      #expect(ending.messages.contains("dialer reload"))
      #expect(try Program.run(["customers", "import", "--dry-run"], in: folder).code == 0)
    }
  }

  @Test func whoVanishedIsRetiredOnlyWhenSomebodySaysSo() throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    try folder.write("customers.csv", "id,name,phone,status\nK1,Kim,+12125550107,active\n")
    let refused = try Program.run(["customers", "import"], in: folder)
    #expect(refused.code == 65)
    #expect(refused.messages.contains("dialer customers import --allow-shrink"))
    #expect(try Program.run(["customers", "show", "K1"], in: folder).code == 64)
    let allowed = try Program.run(["customers", "import", "--allow-shrink"], in: folder)
    #expect(allowed.code == 0 && allowed.messages.contains("1 new, 0 changed, 0 unchanged, 2 retired"))
    try folder.write("customers.csv", "id,name,phone,status\nK2,Kai,+12125550108,active\n")
    #expect(try Program.run(["customers", "import"], in: folder).code == 65)
  }

  @Test func anUnknownIdNamesTheNearest() throws {
    let folder = try folder()
    _ = try Program.run(["customers", "import"], in: folder)
    let ending = try Program.run(["customers", "show", "C3"], in: folder)
    #expect(ending.code == 64)
    #expect(ending.messages == "dialer: there is no customer C3; did you mean C1?\n")
  }

  @Test func theListMasksNumbersAndCanBeNarrowed() throws {
    let folder = try folder()
    _ = try Program.run(["customers", "import"], in: folder)
    let all = try Program.run(["customers", "list"], in: folder)
    #expect(all.output.contains("+1••••••••01"))
    #expect(!all.output.contains("2125550101"))
    #expect(all.messages == "2 of 2 customers\n")
    let page = try Program.run(["customers", "list", "--limit", "1"], in: folder)
    #expect(page.messages == "1 of 2 customers; the next: --offset 1\n")
    let lapsed = try Program.run(["customers", "list", "--where-status", "lapsed", "--output", "json"], in: folder)
    guard case .array(let rows) = try JSON.parse(lapsed.output) else {
      Issue.record("an array was expected")
      return
    }
    #expect(rows.map { $0["id"] } == [.string("C2")])
    #expect(rows.first?["phone_number"] == .string("+13105550102"))
  }

  @Test func aCustomerIsShownWithAllCandidateZones() throws {
    let folder = try folder()
    try folder.write("customers.csv", "id,name,phone,country,state\nC1,Ada,+12125550101,US,CA\n")
    _ = try Program.run(["customers", "import"], in: folder)
    let output = try Program.run(["customers", "show", "C1"], in: folder).output
    #expect(output.contains("candidate zones  America/Los_Angeles, America/New_York\n"))
    #expect(output.contains("evidence         state: CA, number: +1212\n"))
  }
}
