import ActivityStore
import Campaigns
import Foundation
import Testing

@testable import Dialer

@Suite struct CustomerSyncTests {
  private func workspace(_ folder: Folder) throws -> Workspace {
    try Workspace.load(config: folder.path("dialer.yaml"))
  }

  private func names(_ store: SQLiteStore) throws -> [String] {
    var names: [String] = []
    try store.forEachCustomer { _, customer in names.append(customer.id + (customer.present ? "" : " gone")) }
    return names
  }

  @Test func headingsAreTheFirstRow() throws {
    let folder = try Folder()
    let quoted = try folder.write("a.csv", "\u{FEFF}id,\"Full, name\",phone\r\nC1,Ada,\r\n")
    #expect(CustomerHeadings.read(quoted) == ["id", "Full, name", "phone"])
    #expect(CustomerHeadings.read(try folder.write("b.csv", " id ,name\n")) == ["id", "name"])
    #expect(CustomerHeadings.read(try folder.write("c.csv", "")) == nil)
    #expect(CustomerHeadings.read(folder.path("nowhere.csv")) == nil)
  }

  @Test func aChangedFileIsImportedAndAnUnchangedOneIsNot() throws {
    let folder = try Folder.account()
    let store = try SQLiteStore.inMemory(now: noon)
    try CustomerSync.importChanged(workspace(folder), store: store, now: noon)
    #expect(try names(store) == ["C1", "C2"])
    let source = try #require(CustomerSync.sources(workspace(folder).configuration, folder: folder.path).first)
    #expect(
      try !CustomerImport.needsImport(
        file: source.path, source: source.name, options: source.options, into: store))
    try folder.write("customers.csv", "id,name,phone,status\nC1,Ada,,active\nC2,Ben,,active\nC3,Cleo,,active\n")
    try CustomerSync.importChanged(workspace(folder), store: store, now: noon + .hours(2))
    #expect(try names(store) == ["C1", "C2", "C3"])
  }

  @Test func badRowsAreNamedByLineAndTheRestIsImported() throws {
    let folder = try Folder.account()
    try folder.write(
      "customers.csv",
      "id,name,phone,status\nC1,Ada,+12125550101,active\n,Nobody,,\nC1,Twin,,active\nC2,Ben\nC4,Di,12,x\n")
    let store = try SQLiteStore.inMemory(now: noon)
    let sources = try CustomerSync.sources(workspace(folder).configuration, folder: folder.path)
    let outcome = try #require(try CustomerSync.importAll(sources, store: store, now: noon).first)
    let file = folder.path("customers.csv")
    #expect(
      CustomerSync.badRows(outcome, most: 2) == [
        "\(file):3: no id; the row was skipped", "\(file):4: id C1 twice; the row was skipped",
        "\(file): and 1 more bad rows; dialer customers import --dry-run lists them",
      ])
    #expect(
      CustomerSync.summary(outcome)
        == "\(file): 2 customers: 2 new, 0 changed, 0 unchanged, 1 with an invalid number, 3 bad rows")
    #expect(try names(store) == ["C1", "C4"])
  }

  @Test func aFileThatIsNotThereIsSaidAndChangesNothing() throws {
    let folder = try Folder.account()
    let store = try SQLiteStore.inMemory(now: noon)
    let workspace = try workspace(folder)
    try FileManager.default.removeItem(atPath: folder.path("customers.csv"))
    let failure = #expect(throws: Failure.self) {
      try CustomerSync.importChanged(workspace, store: store, now: noon)
    }
    #expect(failure?.code == .badData)
    #expect(failure?.message.contains("customers.csv") == true)
  }

  @Test func valuesAreCheckedByTheirDeclaredType() throws {
    let folder = try Folder.account()
    try folder.write(
      "dialer.yaml",
      try folder.text("dialer.yaml").replacing(
        "{csv: customers.csv}", with: "{csv: customers.csv, columns: {due: date}}"))
    try folder.write("customers.csv", "id,due\nC1,2027-03-01\nC2,soon\n")
    let sources = try CustomerSync.sources(workspace(folder).configuration, folder: folder.path)
    let store = try SQLiteStore.inMemory(now: noon)
    let outcome = try #require(try CustomerSync.importAll(sources, store: store, now: noon).first)
    #expect(outcome.result.unreadable == [.init(column: "due", count: 1)])
    #expect(CustomerSync.summary(outcome).hasSuffix("2 without a number, 1 with an unreadable due"))
  }

  @Test func tagsAreAListUnlessTheyAreDeclaredOtherwise() throws {
    let folder = try Folder.account()
    #expect(try workspace(folder).columnTypes == ["tags": .list(separator: ";")])
    try folder.write(
      "dialer.yaml",
      try folder.text("dialer.yaml").replacing("csv: customers.csv", with: "csv: customers.csv, columns: {tags: text}"))
    #expect(try workspace(folder).columnTypes == ["tags": .text])
  }
}
