import ActivityStore
import Campaigns
import Foundation
import Synchronization
import Testing

@Suite struct CustomerImportTests {
  /// A store and the files that are imported into it.
  private final class Bench {
    let scratch: Scratch
    let store: SQLiteStore

    init() throws {
      scratch = try Scratch()
      store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    }

    @discardableResult
    func load(
      _ text: String, source: String = "customers.csv", _ options: CustomerImport.Options = .init(),
      readers: CustomerImport.Readers = plainReaders
    ) throws -> CustomerImport.Result {
      try load(Array(text.utf8), source: source, options, readers: readers)
    }

    @discardableResult
    func load(
      _ bytes: [UInt8], source: String = "customers.csv", _ options: CustomerImport.Options = .init(),
      readers: CustomerImport.Readers = plainReaders
    ) throws -> CustomerImport.Result {
      let file = try scratch.file(source, bytes)
      return try CustomerImport.run(
        file: file, source: source, options: options, into: store, at: noon, readers: readers)
    }

    /// Every customer as `row id/matter [fields] state present`.
    func lines() throws -> [String] {
      var lines: [String] = []
      try store.forEachCustomer { row, customer in
        let fields = customer.fields.map { $0 ?? "-" }.joined(separator: "|")
        lines.append(
          "\(row) \(customer.id)/\(customer.matter) \(fields) \(customer.phone.state) \(customer.present)")
      }
      return lines
    }
  }

  // MARK: - Rows

  @Test func rowsAreKeptInTheFilesOrder() throws {
    let bench = try Bench()
    let result = try bench.load("id,name,phone\nb,Bo,+14155550101\na,Al,\nc,Cy,bad\nd,Di,911\n")
    #expect(result.new == 4)
    #expect(result.missingPhone == 1)
    #expect(result.invalidPhone == 2)
    #expect(
      try bench.lines() == [
        "0 b/ b|Bo|+14155550101 valid true", "1 a/ a|Al|- missing true", "2 c/ c|Cy|bad invalid true",
        "3 d/ d|Di|911 emergencyOrShort true",
      ])
    let columns = try bench.store.columns(types: ["name": .text, "phone": .number])
    #expect(columns.names == ["id", "name", "phone"])
    #expect(columns.types == [.text, .text, .number])
  }

  @Test func aCustomerIsFoundByIdAndRow() throws {
    let bench = try Bench()
    try bench.load("id,phone\na,+14155550101\nb,+14155550102\n")
    let found = try #require(try bench.store.customer(id: "b", matter: ""))
    #expect(found.row == 1)
    #expect(
      found.customer.phone == PhoneNumber(state: .valid, e164: 14_155_550_102, country: "US", type: .fixedLineOrMobile))
    #expect(try bench.store.customer(id: "b", matter: "x") == nil)
    #expect(try bench.store.customers(rows: [1, 0]).map(\.id) == ["b", "a"])
    #expect(throws: StoreError.self) { try bench.store.customers(rows: [2]) }
  }

  @Test func aMatterMakesRowsOfOneIdDistinct() throws {
    let bench = try Bench()
    let options = CustomerImport.Options(matter: "policy")
    let result = try bench.load("id,policy\na,p1\na,p2\na,p1\na,\n", options)
    #expect(result.new == 3)
    #expect(result.badRows == [.init(line: 4, reason: "id a with p1 twice")])
    #expect(try bench.store.customer(id: "a", matter: "p2")?.row == 1)
  }

  @Test func headingsAreMapped() throws {
    let bench = try Bench()
    try bench.load(
      "Kundennummer,Telefon\na,4155550101\n",
      .init(map: ["id": "Kundennummer", "phone": "Telefon"], region: "US"))
    #expect(try bench.lines() == ["0 a/ a|4155550101 valid true"])
  }

  @Test func badRowsAreNamedAndTheRestIsImported() throws {
    let bench = try Bench()
    var bytes = Array("id,name\na,Al\n,Bo\nc\nd,Di,more\na,Al again\ne,".utf8)
    bytes += [0xC3, 0x28, 0x0A] + Array("f,\"F\"x\ng,Gus\n".utf8)
    let result = try bench.load(bytes)
    #expect(result.new == 2)
    #expect(result.badRowCount == 6)
    #expect(
      result.badRows == [
        .init(line: 3, reason: "no id"), .init(line: 4, reason: "1 fields where the header has 2"),
        .init(line: 5, reason: "3 fields where the header has 2"), .init(line: 6, reason: "id a twice"),
        .init(line: 7, reason: "name is not UTF-8"),
        .init(line: 8, reason: "text follows a closing quote; double the quotes inside a value"),
      ])
    #expect(try bench.lines() == ["0 a/ a|Al missing true", "1 g/ g|Gus missing true"])
  }

  @Test func anIdTwiceIsFoundInLaterImportsToo() throws {
    let bench = try Bench()
    try bench.load("id,name\na,Al\n")
    let result = try bench.load("id,name\na,Al\na,Alf\n")
    #expect(result.badRows == [.init(line: 3, reason: "id a twice")])
    #expect(result.unchanged == 1)
    #expect(try bench.lines() == ["0 a/ a|Al missing true"])
  }

  @Test func valuesOfAnotherTypeAreCountedByColumn() throws {
    let bench = try Bench()
    let result = try bench.load(
      "id,age,zip\na,41,x\nb,old,7\nc,,8\n", .init(types: ["age": .number, "zip": .number]))
    #expect(result.unreadable == [.init(column: "age", count: 1), .init(column: "zip", count: 1)])
    #expect(result.badRowCount == 0)
  }

  // MARK: - Again

  @Test func aSecondImportSaysWhatChanged() throws {
    let bench = try Bench()
    try bench.load("id,name\na,Al\nb,Bo\nc,Cy\n")
    let result = try bench.load("id,name\nd,Di\nc,Cy\nb,Bob\n", .init(maxShrink: 400))
    #expect((result.new, result.changed, result.unchanged, result.retired) == (1, 1, 1, 1))
    #expect(
      try bench.lines() == [
        "0 a/ a|Al missing false", "1 b/ b|Bob missing true", "2 c/ c|Cy missing true", "3 d/ d|Di missing true",
      ])
    // Who comes back has the same row.
    let back = try bench.load("id,name\na,Al\nb,Bob\nc,Cy\nd,Di\n")
    #expect((back.new, back.changed, back.unchanged, back.retired) == (0, 1, 3, 0))
    #expect(try bench.store.customer(id: "a", matter: "")?.customer.present == true)
  }

  @Test func aFileThatLosesTooManyIsRefused() throws {
    let bench = try Bench()
    try bench.load("id\na\nb\nc\nd\ne\n")
    let before = try bench.lines()
    let file = try bench.scratch.file("customers.csv", "id\na\nb\nc\nf\n")
    do throws(ImportError) {
      _ = try CustomerImport.run(
        file: file, source: "customers.csv", options: .init(), into: bench.store, at: noon, readers: plainReaders)
      Issue.record("two of five are more than a fifth")
    } catch {
      #expect(error == .shrunk(path: file, before: 5, vanished: 2, maxShrink: 200))
      #expect(error.exitCode == 65)
      #expect(error.description.contains("2 of this source's 5"))
      #expect(error.description.contains("(20%)"))
    }
    #expect(try bench.lines() == before)
    // One of five is a fifth.
    #expect(try bench.load("id\na\nb\nc\nd\n").retired == 1)
  }

  @Test func eachSourceRetiresItsOwn() throws {
    let bench = try Bench()
    try bench.load("id\na\nb\n", source: "one.csv")
    try bench.load("id\nc\n", source: "two.csv")
    #expect(try bench.load("id\na\n", source: "one.csv", .init(maxShrink: 1_000)).retired == 1)
    #expect(try bench.store.customer(id: "c", matter: "")?.customer.present == true)
  }

  @Test func anUpsertRetiresNobodyAndKeepsWhatTheFileLacks() throws {
    let bench = try Bench()
    try bench.load("id,name,phone\na,Al,+14155550101\nb,Bo,+14155550102\n")
    let result = try bench.load("id,city\na,Rome\n", source: "extra.csv", .init(sync: false))
    #expect((result.changed, result.retired) == (1, 0))
    #expect(
      try bench.lines() == ["0 a/ a|Al|+14155550101|Rome valid true", "1 b/ b|Bo|+14155550102|- valid true"])
  }

  @Test func aColumnMoreChangesNobodyWhoHasNothingInIt() throws {
    let bench = try Bench()
    try bench.load("id,name\na,Al\nb,Bo\n")
    let result = try bench.load("id,vip,name\na,,Al\nb,yes,Bo\n")
    #expect((result.changed, result.unchanged) == (1, 1))
    #expect(try bench.store.columns(types: [:]).names == ["id", "name", "vip"])
    #expect(try bench.lines() == ["0 a/ a|Al|- missing true", "1 b/ b|Bo|yes missing true"])
  }

  @Test func numbersAreReadAgainOnlyWhenTextOrRulesChanged() throws {
    let bench = try Bench()
    let reads = Mutex(0)
    let counting = CustomerImport.Readers(
      phone: { text, region in
        reads.withLock { $0 += 1 }
        return plainReaders.phone(text, region)
      }, isValue: plainReaders.isValue)
    func load(_ text: String, _ options: CustomerImport.Options) throws -> Int {
      reads.withLock { $0 = 0 }
      try bench.load(text, options, readers: counting)
      return reads.withLock { $0 }
    }
    let first = "id,name,phone\na,Al,4155550101\nb,Bo,+14155550102\n"
    let second = "id,name,phone\na,Alf,4155550101\nb,Bo,+14155550103\n"
    #expect(try load(first, .init()) == 2)
    #expect(try load(second, .init()) == 1)
    #expect(try bench.store.customers(rows: [0, 1]).map(\.phone.state) == [.invalid, .valid])
    #expect(try load(second, .init(region: "US")) == 2)
    #expect(try bench.store.customers(rows: [0])[0].phone.e164 == 14_155_550_101)
    #expect(try load(second, .init(region: "US", phoneRules: "2")) == 2)
  }

  // MARK: - Whole or not at all

  @Test(arguments: [
    "", "name\nAl\n", "id,id\na,b\n", "id,\na,b\n", "id;name\na;b\n", "id,name\na,\"never closed\n", "id\na\u{0}\n",
  ])
  func aFileThatCannotBeReadToItsEndChangesNothing(text: String) throws {
    let bench = try Bench()
    try bench.load("id,name\nz,Zoe\n")
    let before = try bench.lines()
    #expect(throws: ImportError.self) { try bench.load(text) }
    #expect(try bench.lines() == before)
    #expect(try bench.store.columns(types: [:]).names == ["id", "name"])
    // Nothing is left behind that stops the next.
    #expect(try bench.load("id,name\nz,Zoe\n").unchanged == 1)
  }

  @Test func wrongHeadersSayWhatIsMissing() throws {
    let bench = try Bench()
    for (options, word) in [
      (CustomerImport.Options(map: ["phone": "Telefon"]), "Telefon"), (.init(matter: "policy"), "policy"),
    ] {
      do {
        try bench.load("id,name\na,Al\n", options)
        Issue.record("\(word) is no heading")
      } catch let error as ImportError {
        #expect(error.description.contains(word))
        #expect(error.exitCode == 65)
      }
    }
  }

  @Test func aDryRunCountsAndChangesNothing() throws {
    let bench = try Bench()
    let result = try bench.load("id\na\nb\n", .init(dryRun: true))
    #expect(result.new == 2)
    #expect(try bench.lines().isEmpty)
  }

  @Test func anImportThatOvertookAnotherWins() throws {
    let bench = try Bench()
    let outer = try bench.scratch.file("outer.csv", "id\na\n")
    let inner = try bench.scratch.file("inner.csv", "id\nb\n")
    let other = try SQLiteStore.open(at: bench.scratch.path("dialer.db"))
    #expect(throws: ImportError.self) {
      try CustomerImport.run(
        file: outer, source: "outer.csv", options: .init(), into: bench.store, at: noon, readers: plainReaders,
        progress: { _ in
          _ = try? CustomerImport.run(
            file: inner, source: "inner.csv", options: .init(), into: other, at: noon, readers: plainReaders)
        })
    }
    #expect(try bench.lines() == ["0 b/ b missing true"])
  }

  @Test func manyBatchesAreOneImport() throws {
    let bench = try Bench()
    let text = "id,phone\n" + (0..<5_000).map { "c-\($0),+1415555\(padded($0))\n" }.joined()
    var steps: [Int] = []
    let file = try bench.scratch.file("customers.csv", text)
    let result = try CustomerImport.run(
      file: file, source: "customers.csv", options: .init(), into: bench.store, at: noon, readers: plainReaders,
      progress: { steps.append($0) })
    #expect(result.new == 5_000)
    #expect(steps == steps.sorted())
    #expect(steps.last == 5_000)
    #expect(try bench.store.customers(rows: [4_999])[0].id == "c-4999")
  }

  private func padded(_ number: Int) -> String { "01" + (number % 100 < 10 ? "0" : "") + String(number % 100) }

  // MARK: - When the file changed

  @Test func onlyAChangedFileNeedsAnImport() throws {
    let bench = try Bench()
    let file = try bench.scratch.file("customers.csv", "id\na\n")
    func needed(_ options: CustomerImport.Options = .init()) throws -> Bool {
      try CustomerImport.needsImport(file: file, source: "customers.csv", options: options, into: bench.store)
    }
    #expect(try needed())
    try bench.load("id\na\n")
    #expect(try !needed())
    #expect(try needed(.init(region: "US")))
    #expect(try needed(.init(map: ["phone": "tel"])))
    // A newer time with the same content is no change; another content of the same size is.
    let later = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_900_000_000)]
    try FileManager.default.setAttributes(later, ofItemAtPath: file)
    #expect(try !needed())
    _ = try bench.scratch.file("customers.csv", "id\nb\n")
    try FileManager.default.setAttributes(later, ofItemAtPath: file)
    #expect(try needed())
    try FileManager.default.removeItem(atPath: file)
    #expect(throws: ImportError.self) { try needed() }
  }
}
