/// Reads one YAML document into a tree with places.
///
/// Bounded against hostile input: 1 MiB, 64 levels, 10,000 nodes with aliases counted as expanded. Anchors, aliases
/// and merge keys work; duplicate keys, tags, several documents and keys that are no text are errors.
package enum YAMLReader {
  package static let maxBytes = 1_048_576
  package static let maxDepth = 64
  package static let maxNodes = 10_000

  /// The tree, or nil with the one finding that stopped the reading; duplicate keys are further findings beside a tree
  /// that holds the first of them.
  package static func read(_ file: SourceFile) -> (root: YAMLNode?, findings: [Diagnostic]) {
    let source = SourceText(file)
    do throws(YAMLFailure) {
      try YAMLReader.checkBytes(file.bytes)
      var builder = YAMLTreeBuilder(source: source)
      let root = try builder.document()
      return (root, builder.findings)
    } catch {
      let place = source.place(source.span(from: error.start, to: error.end))
      let finding = Diagnostic(
        severity: .error, rule: error.rule, message: error.message, help: error.help, place: place)
      return (nil, [finding])
    }
  }

  /// Size, UTF-8 and the characters that YAML forbids.
  private static func checkBytes(_ bytes: [UInt8]) throws(YAMLFailure) {
    guard bytes.count <= maxBytes else {
      throw YAMLFailure(
        rule: "yaml-limit", message: "the file is longer than 1 MiB, the most that is read",
        help: "split it, or move data to the customer file", start: 0, end: 0)
    }
    var offset = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .emptyInput: return
      case .error:
        throw YAMLFailure(
          rule: "yaml-encoding", message: "this is not valid UTF-8", help: "save the file as UTF-8",
          start: offset, end: offset)
      case .scalarValue(let scalar):
        let width = UTF8.width(scalar)
        if isForbidden(scalar) {
          throw YAMLFailure(
            rule: "yaml-encoding", message: "the character U+\(hexadecimal(scalar)) may not stand in a YAML file",
            help: "delete it; in a quoted text it can be written as an escape", start: offset, end: offset + width)
        }
        offset += width
      }
    }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x85: false
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// What stops the reading of a file, with byte offsets.
struct YAMLFailure: Error {
  var rule = "yaml-syntax"
  var message: String
  var help: String?
  var start: Int
  var end: Int
}
