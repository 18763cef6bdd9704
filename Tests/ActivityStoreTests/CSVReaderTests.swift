import ActivityStore
import Foundation
import Testing

@Suite struct CSVReaderTests {
  private struct Row: Equatable {
    var line: Int
    var fields: [String?]
    var problem: String?
    init(_ line: Int, _ fields: [String?], _ problem: String? = nil) {
      self.line = line
      self.fields = fields
      self.problem = problem
    }
  }

  private func rows(_ bytes: [UInt8]) throws -> [Row] {
    let scratch = try Scratch()
    let reader = try CSVReader(path: try scratch.file("rows.csv", bytes))
    var record = CSVRecord()
    var rows: [Row] = []
    while try reader.next(into: &record) {
      rows.append(Row(record.line, (0..<record.count).map { record.text($0) }, record.problem))
    }
    return rows
  }

  private func rows(_ text: String) throws -> [Row] { try rows(Array(text.utf8)) }

  private func failure(_ bytes: [UInt8]) throws -> CSVError? {
    do {
      _ = try rows(bytes)
      return nil
    } catch let error as CSVError {
      return error
    }
  }

  @Test func fieldsAndLines() throws {
    #expect(try rows("a,b\n1,\n,2\n") == [Row(1, ["a", "b"]), Row(2, ["1", ""]), Row(3, ["", "2"])])
    #expect(try rows("a,b\r\n1,2\r\n") == [Row(1, ["a", "b"]), Row(2, ["1", "2"])])
    // The last line may lack its end, with or without the half of one.
    #expect(try rows("a\n1") == [Row(1, ["a"]), Row(2, ["1"])])
    #expect(try rows("a\n1\r") == [Row(1, ["a"]), Row(2, ["1"])])
    #expect(try rows("a,\n") == [Row(1, ["a", ""])])
    #expect(try rows("") == [])
  }

  @Test func quotes() throws {
    #expect(try rows("\"a,b\",\"say \"\"hi\"\"\"\n") == [Row(1, ["a,b", "say \"hi\""])])
    #expect(try rows("\"\",\"\"\n") == [Row(1, ["", ""])])
    // A quote in the middle of an unquoted value is a character.
    #expect(try rows("5\" pipe\n") == [Row(1, ["5\" pipe"])])
  }

  @Test func aValueMaySpanLinesAndTheNextRowKeepsItsLine() throws {
    #expect(try rows("\"a\nb\",c\nd,e\n") == [Row(1, ["a\nb", "c"]), Row(3, ["d", "e"])])
    #expect(try rows("\"a\r\nb\"\n") == [Row(1, ["a\r\nb"])])
  }

  @Test func blankLinesAreSkippedAndQuotedEmptinessIsToo() throws {
    #expect(try rows("a\n\n\r\nb\n") == [Row(1, ["a"]), Row(4, ["b"])])
  }

  @Test func aReturnAloneIsACharacter() throws {
    #expect(try rows("a\rb,c\n") == [Row(1, ["a\rb", "c"])])
    #expect(try rows("a\r\r\n") == [Row(1, ["a\r"])])
  }

  @Test func textAfterAClosingQuoteSpoilsItsRowAlone() throws {
    let found = try rows("a,b\n\"x\"y,1\nc,d\n")
    #expect(found.map { $0.problem == nil } == [true, false, true])
    #expect(found[2] == Row(3, ["c", "d"]))
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try rows([0xEF, 0xBB, 0xBF] + Array("id\n1\n".utf8)) == [Row(1, ["id"]), Row(2, ["1"])])
  }

  @Test func invalidBytesSpoilTheirFieldAlone() throws {
    #expect(try rows([0x61, 0x2C, 0xC3, 0x28, 0x0A]) == [Row(1, ["a", nil])])
  }

  @Test func utf16IsRefused() throws {
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x00, 0x62, 0x00]] {
      let error = try failure(bytes)
      #expect(error?.line == 1)
      #expect(error?.message.contains("UTF-8") == true)
    }
  }

  @Test func aFileThatEndsInQuotesIsRefused() throws {
    let error = try failure(Array("a\nb,\"c\nd\n".utf8))
    #expect(error?.line == 2)
  }

  @Test func boundsHold() throws {
    let longest = String(repeating: "x", count: CSVReader.longestField)
    #expect(try rows(longest + "\n") == [Row(1, [longest])])
    #expect(try failure(Array(("a\n\"x" + longest).utf8))?.line == 2)
    #expect(try failure(Array(repeating: UInt8(ascii: ","), count: CSVReader.mostFields + 1))?.line == 1)
  }

  /// Every place of a block's border: between the bytes of quotes, line ends and characters.
  @Test func bordersOfBlocksChangeNothing() throws {
    let tail = "\"q\"\"é\",z\r\nlast,\"row\"\n"
    for shift in 0..<24 {
      let lead = String(repeating: "p", count: CSVReader.blockSize - 24 + shift - 1)
      let found = try rows(lead + "\n" + tail)
      #expect(found == [Row(1, [lead]), Row(2, ["q\"é", "z"]), Row(3, ["last", "row"])])
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let scratch = try Scratch()
    for path in [scratch.path("absent.csv"), scratch.folder] {
      #expect(throws: CSVError.self) { _ = try CSVReader(path: path) }
    }
  }

  @Test func aFileThatGrowsWhileItIsReadIsRefused() throws {
    let scratch = try Scratch()
    let path = try scratch.file("rows.csv", String(repeating: "a,b\n", count: 20_000))
    let reader = try CSVReader(path: path)
    var record = CSVRecord()
    #expect(try reader.next(into: &record))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("c,d\n".utf8))
    try handle.close()
    #expect(throws: CSVError.self) { while try reader.next(into: &record) {} }
  }
}
