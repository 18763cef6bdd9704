import Foundation

/// What standard input, output and error are connected to.
enum Terminal {
  /// Columns of the terminal that standard output is; nil when it is none: then nothing is cut.
  static var width: Int? { isatty(STDOUT_FILENO) == 1 ? columns(of: STDOUT_FILENO) : nil }

  /// Whether somebody can answer a question.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal behind a descriptor, whose user may overrule it by $COLUMNS.
  static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return columns(ProcessInfo.processInfo.environment["COLUMNS"], reported: known ? Int(size.ws_col) : nil)
  }

  /// - Parameters:
  ///   - given: what $COLUMNS says.
  ///   - reported: what the terminal says.
  static func columns(_ given: String?, reported: Int?) -> Int? {
    if let given = given.flatMap({ Int($0) }), given > 0 { return given }
    return reported
  }

  /// Whether a terminal obeys escape sequences; one that says nothing of itself is taken not to.
  static func obeysEscapes(_ environment: [String: String]) -> Bool {
    let kind = environment["TERM"] ?? ""
    return !kind.isEmpty && kind != "dumb"
  }
}

extension Table {
  /// Prints the table to standard output as wide as it is.
  func print() { Console.print(text(fitting: Terminal.width)) }
}
