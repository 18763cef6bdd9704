import Testing

@testable import Dialer

@Suite struct TableTests {
  private var table: Table {
    var table = Table([.left("name"), .right("calls"), .left("state")])
    table.add(["Ada", "7", "running"])
    table.add(["Rémi Besson", "1200", ""])
    return table
  }

  @Test func columnsAreAlignedAndLinesEndWithoutSpace() {
    #expect(
      table.lines() == [
        "name         calls  state",
        "Ada              7  running",
        "Rémi Besson   1200",
      ])
  }

  @Test func theWidestTextIsCutToFitATerminal() {
    #expect(
      table.lines(fitting: 24) == [
        "name      calls  state",
        "Ada           7  running",
        "Rémi Be…   1200",
      ])
  }

  @Test func numbersAreNeverCut() {
    #expect(table.lines(fitting: 1).contains { $0.contains("1200") })
  }

  @Test func nothingThatSteersATerminalIsPrinted() {
    var table = Table([.left("name")])
    table.add(["a\u{1B}[2Jb\nc\u{202E}"])
    #expect(table.lines() == ["name", "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}"])
  }
}
