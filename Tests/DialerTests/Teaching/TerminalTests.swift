import Foundation
import Testing

@testable import Dialer

/// Colours, widths and progress: for people at a terminal, and for nobody else.
@Suite struct TerminalTests {
  private static let terminal = ["TERM": "xterm-256color"]

  @Test func coloursAreForTerminalsThatWantThem() {
    func isOn(_ isTerminal: Bool, _ environment: [String: String], _ arguments: [String] = []) -> Bool {
      Paint.decides(isTerminal: isTerminal, environment: environment, arguments: ["dialer", "check"] + arguments)
    }
    #expect(isOn(true, Self.terminal))
    #expect(isOn(true, Self.terminal.merging(["NO_COLOR": ""]) { $1 }), "an empty NO_COLOR says nothing")
    #expect(!isOn(false, Self.terminal))
    #expect(!isOn(true, Self.terminal.merging(["NO_COLOR": "1"]) { $1 }))
    #expect(!isOn(true, ["TERM": "dumb"]))
    #expect(!isOn(true, [:]))
    #expect(!isOn(true, Self.terminal, ["--no-color"]))
    #expect(isOn(true, Self.terminal, ["--", "--no-color"]))
  }

  @Test func onlyWordsAreColoured() {
    let text = "a.yaml:3:1: error: wrong: error: twice [x]\n    3 | a: error: b\na.yaml:4:1: warning: odd [y]"
    #expect(Paint(isOn: false).findings(text) == text)
    #expect(
      Paint(isOn: true).findings(text)
        == "a.yaml:3:1: \u{1B}[31merror\u{1B}[0m: wrong: error: twice [x]\n    3 | a: error: b\n"
        + "a.yaml:4:1: \u{1B}[33mwarning\u{1B}[0m: odd [y]")
    let table = "gate    question  verdict  saw\nnumber  no-phone  refuse   nothing"
    #expect(Paint(isOn: true).verdicts(table).contains("\u{1B}[31mrefuse\u{1B}[0m"))
    #expect(Paint(isOn: true).alarms("fine\n  ! bad").hasSuffix("\n\u{1B}[31m  ! bad\u{1B}[0m"))
  }

  @Test func theUsersWidthCountsBeforeTheTerminals() {
    #expect(Terminal.columns("100", reported: 80) == 100)
    #expect(Terminal.columns("wide", reported: 80) == 80)
    #expect(Terminal.columns("0", reported: nil) == nil)
    #expect(Terminal.columns(nil, reported: nil) == nil)
  }

  @Test func progressIsShownAfterASecondAndNotMoreThanTenTimesASecond() {
    var now = 0.0
    var written: [String] = []
    let line = ProgressLine(isShown: true, clock: { now }, width: { 12 }, write: { written.append($0) })
    line.show("at once")
    now = 0.9
    line.show("early")
    #expect(written.isEmpty)
    now = 1.0
    line.show("rows 1 of a great many")
    now = 1.05
    line.show("too soon")
    now = 1.2
    line.show("rows 3")
    line.end()
    line.end()
    #expect(written == ["\r\u{1B}[Krows 1 of a", "\r\u{1B}[Krows 3", "\r\u{1B}[K"])
  }

  @Test func progressIsNotForFiles() {
    var written: [String] = []
    let line = ProgressLine(isShown: false, clock: { 100 }, width: { 80 }, write: { written.append($0) })
    line.show("unseen")
    line.end()
    #expect(written.isEmpty)
  }

  @Test func nothingIsColouredOrCutInAPipe() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/bad.yaml", "campaign: bad\nno_such_key: 1\n")
    let environment = ["TERM": "xterm-256color", "COLUMNS": "20"]
    let ending = try Program.run(["check"], in: folder, environment: environment)
    #expect(ending.code == 65)
    #expect(!(ending.output + ending.messages).contains("\u{1B}"))
    #expect(try Program.run(["init"], in: folder, environment: environment).code == 0)
    let list = try Program.run(["customers", "list"], in: folder, environment: environment)
    #expect(list.output.contains("America/New_York") || list.output.contains("+1••••••••01"))
    #expect(!list.output.contains("…"))
  }

  @Test func onATerminalTheTableFitsAndErrorsAreRed() throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    let wide = try PseudoTerminal.run(["activities", "--customer", "C11"], in: folder, columns: 60)
    #expect(wide.code == 64)
    #expect(wide.shown.contains("\u{1B}[31mdialer:\u{1B}[0m there is no customer C11"))
    let plain = try PseudoTerminal.run(["activities", "--customer", "C11", "--no-color"], in: folder, columns: 60)
    #expect(plain.shown.hasPrefix("dialer: there is no customer C11"))
    let list = try PseudoTerminal.run(["customers", "list"], in: folder, columns: 40)
    #expect(list.shown.split(separator: "\r\n").allSatisfy { $0.unicodeScalars.count <= 60 })
    #expect(list.shown.contains("…") || list.shown.split(separator: "\r\n").allSatisfy { $0.count <= 40 })
  }

  @Test func initAsksOnATerminalAndAsksAgain() throws {
    let folder = try Folder()
    let ending = try PseudoTerminal.run(["init"], in: folder, columns: 100, typing: "usa\nGB\n\n\n12.50\n")
    #expect(ending.code == 0, "\(ending.shown)")
    #expect(ending.shown.contains("Four questions"))
    #expect(ending.shown.contains("usa: two capital letters were expected"))
    #expect(ending.shown.contains("Time zone of the account [Europe/London]"))
    let yaml = try folder.text("dialer.yaml")
    #expect(yaml.contains("home_country: GB") && yaml.contains("per_day: 12.50"))
    #expect(try Program.run(["check", "--strict"], in: folder).code == 0)
  }
}

/// The built program on a terminal of its own.
enum PseudoTerminal {
  /// - Parameter typing: what is typed; it waits in the terminal until the program reads it.
  /// - Returns: the exit code and everything the terminal showed, echoes included.
  static func run(
    _ arguments: [String], in folder: Folder, columns: UInt16, typing: String = ""
  ) throws -> (code: Int32, shown: String) {
    var (ours, theirs): (Int32, Int32) = (0, 0)
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ours, &theirs, nil, nil, &size) == 0 else { throw POSIXError(.ENXIO) }
    let process = Process()
    process.executableURL = Program.binary
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("TWILIO_") && !["DIALER_CONFIG", "NO_COLOR", "COLUMNS"].contains($0.key)
    }.merging(["TERM": "xterm"]) { _, given in given }
    let terminal = FileHandle(fileDescriptor: theirs, closeOnDealloc: false)
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = terminal
    _ = typing.withCString { write(ours, $0, strlen($0)) }
    try process.run()
    close(theirs)
    var shown: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(ours, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      // The other side of a terminal that nobody holds any more reads as an error.
      guard count > 0 else { break }
      shown += buffer[..<count]
    }
    process.waitUntilExit()
    close(ours)
    return (process.terminationStatus, String(decoding: shown, as: UTF8.self))
  }
}
