extension KeyWalker {
  /// Warns of telephone numbers under `tests:` that may be somebody's: a test is shown, copied and tried out.
  mutating func warnOfNumbers(in root: YAMLNode) {
    guard let tests = root.entries?.first(where: { $0.key == "tests" })?.value else { return }
    warn(of: tests)
  }

  private mutating func warn(of node: YAMLNode) {
    switch node.content {
    case .scalar(let text, _):
      guard let number = Literal.phone(text), !FictionNumbers.contains(number) else { return }
      report(
        "test-number", "a test names a telephone number that may be somebody's", at: node.span,
        help: "use one that is kept free for fiction, such as \"+14155550100\"", severity: .warning)
    case .sequence(let items): for item in items { warn(of: item) }
    case .mapping(let entries): for entry in entries { warn(of: entry.value) }
    }
  }
}
