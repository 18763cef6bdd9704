import Foundation

/// What standard input and output are connected to.
enum Terminal {
  /// Columns of the terminal that standard output is; nil when it is none.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether somebody can answer a question.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
}

extension Table {
  /// Prints the table to standard output as wide as it is.
  func print() { Console.print(text(fitting: Terminal.width)) }
}
