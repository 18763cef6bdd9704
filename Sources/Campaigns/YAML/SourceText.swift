/// A file as it was read: where it lies, as diagnostics print it, and its bytes.
package struct SourceFile: Sendable {
  package var path: String
  package var bytes: [UInt8]
  /// Whether it is the text that the store keeps of a campaign, which ends with the profile it was read with.
  package var isStored: Bool

  package init(path: String, bytes: [UInt8], isStored: Bool = false) {
    self.path = path
    self.bytes = bytes
    self.isStored = isStored
  }

  /// The bytes as text; what is no UTF-8 becomes U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Where the lines of a file begin, so that offsets become places and places become lines again.
struct SourceText: Sendable {
  let file: SourceFile
  /// Byte offsets; a line ends at LF, CR LF or CR.
  private let lineStarts: [Int]

  init(_ file: SourceFile) {
    self.file = file
    var starts = [0]
    let bytes = file.bytes
    for (index, byte) in bytes.enumerated() {
      let lone = byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
      if byte == 0x0A || lone { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  /// Line and column (bytes), from 1, of a byte offset.
  func position(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - lineStarts[low] + 1)
  }

  /// The byte offset of a line and column from 1, kept within the file.
  func offset(line: Int, column: Int) -> Int {
    guard lineStarts.indices.contains(line - 1) else { return file.bytes.count }
    return min(lineStarts[line - 1] + column - 1, file.bytes.count)
  }

  /// The bytes of a line (from 1) without its line break; nil when there is no such line.
  func line(_ number: Int) -> ArraySlice<UInt8>? {
    guard lineStarts.indices.contains(number - 1) else { return nil }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : file.bytes.count
    while end > start, file.bytes[end - 1] == 0x0A || file.bytes[end - 1] == 0x0D { end -= 1 }
    return file.bytes[start..<end]
  }

  func span(from start: Int, to end: Int) -> YAMLSpan {
    let first = position(of: start)
    let last = position(of: max(start, end))
    return YAMLSpan(line: first.line, column: first.column, endLine: last.line, endColumn: last.column)
  }

  /// The place of a diagnostic: at least one column, and never past the first line of the span.
  func place(_ span: YAMLSpan) -> Diagnostic.Place {
    if let origin = span.origin {
      let end = span.endLine == span.line ? max(span.endColumn, span.column + 1) : span.column + 1
      return Diagnostic.Place(file: origin, line: span.line, column: span.column, endColumn: end)
    }
    let length = line(span.line)?.count ?? 0
    let end = span.endLine == span.line ? span.endColumn : length + 1
    return Diagnostic.Place(
      file: file.path, line: span.line, column: span.column, endColumn: max(end, span.column + 1))
  }

  /// The place of `text` where it stands literally inside a span, else the span's own.
  func place(of text: String, in span: YAMLSpan) -> Diagnostic.Place {
    let start = offset(line: span.line, column: span.column)
    let end = offset(line: span.endLine, column: span.endColumn)
    let wanted = Array(text.utf8)
    guard span.origin == nil, !wanted.isEmpty, end - start >= wanted.count else { return place(span) }
    for index in start...(end - wanted.count) where file.bytes[index..<index + wanted.count].elementsEqual(wanted) {
      return place(self.span(from: index, to: index + wanted.count))
    }
    return place(span)
  }
}
