import Glibc

/// Reads a CSV file (RFC 4180, UTF-8, a byte order mark allowed) in blocks of 64 KiB, one row at a time.
///
/// Rows that are wrong in themselves are handed out with their problem; what makes the rest of the file doubtful
/// throws. Blank lines are skipped.
package final class CSVReader {
  package static let blockSize = 65_536
  package static let longestField = 65_536
  package static let mostFields = 4_096

  private enum State { case fieldStart, unquoted, quoted, quoteInQuoted, afterReturn }

  private let path: String
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var position = 0
  private var filled = 0
  private var line = 1
  private var bytesRead: Int64 = 0
  private var atEnd = false
  /// Of what was read so far; of the whole file once `next` returned false.
  package private(set) var fingerprint: FileFingerprint

  /// - Throws: `CSVError` when the file cannot be opened or is no regular file.
  package init(path: String) throws(CSVError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CSVError(path: path, line: nil, message: "cannot be read: \(String(cString: strerror(errno)))")
    }
    guard let fingerprint = FileFingerprint(descriptor: descriptor) else {
      close(descriptor)
      throw CSVError(path: path, line: nil, message: "is no regular file; name a CSV file")
    }
    self.path = path
    self.descriptor = descriptor
    self.fingerprint = fingerprint
    buffer = .allocate(byteCount: CSVReader.blockSize, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// The file's fingerprint without reading rows.
  ///
  /// - Throws: `CSVError` when the file cannot be read to its end.
  package static func fingerprint(of path: String) throws(CSVError) -> FileFingerprint {
    let reader = try CSVReader(path: path)
    while try reader.refill() {}
    return reader.fingerprint
  }

  /// Reads the next row into `record`; false at the end of the file.
  ///
  /// - Throws: `CSVError` when the file cannot be read to its end, changes meanwhile, is not UTF-8 as a whole, ends
  ///   inside quotes, or passes a bound.
  package func next(into record: inout CSVRecord) throws(CSVError) -> Bool {
    repeat {
      record.begin(line: line)
      guard try readRow(&record) else { return false }
    } while record.isBlank
    return true
  }

  private func readRow(_ record: inout CSVRecord) throws(CSVError) -> Bool {
    var state = State.fieldStart
    while true {
      if position == filled {
        guard try refill() else { return try finish(&record, state) }
      }
      let byte = buffer[position]
      position += 1
      if byte == 0 { throw failure(line, "holds a NUL byte; is it UTF-16 or a spreadsheet? Save it as CSV in UTF-8") }
      if byte == UInt8(ascii: "\n") { line += 1 }
      if step(byte, &state, &record) { return true }
      try check(record)
    }
  }

  /// Takes one byte; true when it ended the row.
  private func step(_ byte: UInt8, _ state: inout State, _ record: inout CSVRecord) -> Bool {
    switch state {
    case .quoted:
      if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { record.append(byte) }
      return false
    case .fieldStart where byte == UInt8(ascii: "\""):
      state = .quoted
      return false
    case .quoteInQuoted where byte == UInt8(ascii: "\""):
      record.append(byte)
      state = .quoted
      return false
    case .afterReturn where byte != UInt8(ascii: "\n"):
      record.append(UInt8(ascii: "\r"))
    default: break
    }
    switch byte {
    case UInt8(ascii: ","):
      record.endField()
      state = .fieldStart
    case UInt8(ascii: "\n"):
      record.endField()
      return true
    case UInt8(ascii: "\r"): state = .afterReturn
    default:
      if state == .quoteInQuoted { record.note("text follows a closing quote; double the quotes inside a value") }
      record.append(byte)
      state = .unquoted
    }
    return false
  }

  private func finish(_ record: inout CSVRecord, _ state: State) throws(CSVError) -> Bool {
    if state == .quoted {
      throw failure(record.line, "the file ends inside quotes that open in this row; is the file complete?")
    }
    if record.isEmpty && state == .fieldStart { return false }
    record.endField()
    return true
  }

  private func check(_ record: CSVRecord) throws(CSVError) {
    if record.openLength > CSVReader.longestField {
      throw failure(record.line, "a field is longer than 64 KiB; is a closing quote missing?")
    }
    if record.count > CSVReader.mostFields {
      throw failure(record.line, "more than \(CSVReader.mostFields) fields; is this CSV?")
    }
  }

  private func failure(_ line: Int?, _ message: String) -> CSVError {
    CSVError(path: path, line: line, message: message)
  }

  // MARK: - Blocks

  /// Reads the next block; false at the end of the file.
  private func refill() throws(CSVError) -> Bool {
    if atEnd { return false }
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    guard count >= 0 else {
      throw failure(nil, "cannot be read to its end: \(String(cString: strerror(errno))); nothing was changed")
    }
    position = 0
    filled = count
    if bytesRead == 0 { try skipMark() }
    bytesRead += Int64(count)
    fingerprint.hash = FileFingerprint.hash(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: fingerprint.hash)
    if count == 0 {
      atEnd = true
      try checkUnchanged()
    }
    return position < filled
  }

  private func checkUnchanged() throws(CSVError) {
    let now = FileFingerprint(descriptor: descriptor)
    guard now?.size == fingerprint.size, now?.modified == fingerprint.modified, bytesRead == fingerprint.size else {
      throw failure(nil, "changed while it was read; nothing was changed, import it again once it is complete")
    }
  }

  private func skipMark() throws(CSVError) {
    let head = buffer[..<min(filled, 3)]
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw failure(1, "is UTF-16; save it as CSV in UTF-8")
    }
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }
}
