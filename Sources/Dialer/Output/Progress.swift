import Foundation

/// One line on standard error that replaces itself while something takes long: only on a terminal, and only when it
/// takes longer than a second.
final class ProgressLine {
  /// How long something may take without a word.
  static let patience = 1.0
  /// The shortest time between two states of the line, in seconds.
  static let pause = 0.1

  private let isShown: Bool
  /// Seconds of a clock that is never set back.
  private let clock: () -> Double
  private let width: () -> Int?
  private let write: (String) -> Void
  private let start: Double
  private var last: Double?

  init(
    isShown: Bool = ProgressLine.fitsHere, clock: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime },
    width: @escaping () -> Int? = { Terminal.columns(of: STDERR_FILENO) },
    write: @escaping (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
  ) {
    self.isShown = isShown
    self.clock = clock
    self.width = width
    self.write = write
    start = clock()
  }

  /// Whether standard error is a terminal whose line can be replaced.
  static var fitsHere: Bool {
    isatty(STDERR_FILENO) == 1 && Terminal.obeysEscapes(ProcessInfo.processInfo.environment)
  }

  /// Shows where the work stands, cut to the terminal's width, unless it was shown a moment ago.
  func show(_ text: @autoclosure () -> String) {
    guard isShown else { return }
    let now = clock()
    guard now - start >= Self.patience, last.map({ now - $0 >= Self.pause }) ?? true else { return }
    last = now
    let most = max(1, (width() ?? 80) - 1)
    write("\r\u{1B}[K" + Table.printable(String(text().prefix(most))))
  }

  /// Takes the line away.
  func end() {
    if last != nil { write("\r\u{1B}[K") }
    last = nil
  }
}
