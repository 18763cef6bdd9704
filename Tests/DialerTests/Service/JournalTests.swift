import Logging
import Testing

@testable import Dialer

/// Lines of the log.
struct JournalTests {
  @Test func oneLineWhateverTheValuesHold() {
    let text = JournalLine.text(
      "The files were not loaded.",
      ["error": "line 1\nline 2\r\n<0>forged\u{2028}more\u{1B}[31m", "campaign": "first", "empty": "", "q": "a=\"b\""])
    #expect(
      text == "The files were not loaded. campaign=first empty=\"\" "
        + "error=\"line 1 | line 2 | <0>forged | more | [31m\" q=\"a='b'\"")
  }

  @Test func numbersKeepTheirLastTwoDigits() {
    let text = JournalLine.text(
      "Refused.", ["said": "+12125550142 is not valid, From=%2B14155550100", "sid": "CA0123", "cost": "0.014000"])
    #expect(!text.contains("5550142") && !text.contains("4155550100"))
    #expect(text.contains("42 is not valid") && text.contains("sid=CA0123") && text.contains("cost=0.014000"))
  }

  @Test(arguments: [(Logger.Level.critical, 2), (.error, 3), (.warning, 4), (.notice, 5), (.info, 6), (.debug, 7)])
  func levelsAreSyslogsPriorities(level: Logger.Level, priority: Int) {
    #expect(JournalLine.priority(level) == priority)
  }
}
