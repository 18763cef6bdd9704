/// Why bytes are no usable zone file.
package enum ZoneFileError: Error, Sendable, Equatable {
  /// The bytes do not begin with `TZif`.
  case notAZoneFile
  /// Only the 32-bit data of 1970 to 2037 are there; the file was compiled by a zic older than 2006.
  case tooOld
  /// The bytes end before what the header announces.
  case truncated
  /// A count, type or transition contradicts the rest of the file.
  case inconsistent
  /// The file counts leap seconds (`right/…`): its instants are not POSIX time.
  case countsLeapSeconds
  /// The rule for the years after the last transition is no POSIX TZ string.
  case unreadableRule(String)
}

/// The transitions and the rule of one TZif file (RFC 9636), version 2 or later: the 64-bit block and the footer.
struct ZoneFile {
  /// Seconds since the epoch, ascending.
  private(set) var transitions: [Int64] = []
  /// Seconds east of UTC; one more than transitions: the first holds before them all.
  private(set) var offsets: [Int32] = []
  private(set) var rule: PosixZone?

  private struct Header {
    var version: UInt8
    var utcMarks, standardMarks, leapSeconds, transitions, types, characters: Int

    /// Bytes of the data block that follows, with instants of `width` bytes.
    func length(width: Int) -> Int {
      transitions * (width + 1) + types * 6 + characters + leapSeconds * (width + 4) + standardMarks + utcMarks
    }
  }

  init(_ bytes: [UInt8]) throws(ZoneFileError) {
    let first = try Self.header(bytes, at: 0)
    guard first.version >= UInt8(ascii: "2") else { throw .tooOld }
    let start = 44 + first.length(width: 4)
    let header = try Self.header(bytes, at: start)
    let data = start + 44
    let end = data + header.length(width: 8)
    guard end <= bytes.count else { throw .truncated }
    guard header.leapSeconds == 0 else { throw .countsLeapSeconds }
    try readTypes(bytes, header, at: data)
    try readRule(bytes[end...])
  }

  private static func header(_ bytes: [UInt8], at start: Int) throws(ZoneFileError) -> Header {
    guard start + 44 <= bytes.count else { throw start == 0 ? .notAZoneFile : .truncated }
    guard bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
      throw start == 0 ? .notAZoneFile : .inconsistent
    }
    let counts = (0..<6).map { Int(integer(bytes, at: start + 20 + 4 * $0, width: 4)) }
    guard counts.allSatisfy({ (0...bytes.count).contains($0) }) else { throw .truncated }
    return Header(
      version: bytes[start + 4], utcMarks: counts[0], standardMarks: counts[1], leapSeconds: counts[2],
      transitions: counts[3], types: counts[4], characters: counts[5])
  }

  private mutating func readTypes(_ bytes: [UInt8], _ header: Header, at data: Int) throws(ZoneFileError) {
    let typeStart = data + header.transitions * 9
    guard header.types > 0 else { throw .inconsistent }
    let types = (0..<header.types).map { Int32(Self.integer(bytes, at: typeStart + 6 * $0, width: 4)) }
    guard types.allSatisfy({ (-89_999...93_599).contains($0) }) else { throw .inconsistent }
    transitions = (0..<header.transitions).map { Self.integer(bytes, at: data + 8 * $0, width: 8) }
    guard zip(transitions, transitions.dropFirst()).allSatisfy(<) else { throw .inconsistent }
    let indices = bytes[(data + header.transitions * 8)..<typeStart].map(Int.init)
    guard indices.allSatisfy({ $0 < types.count }) else { throw .inconsistent }
    offsets = [types[0]] + indices.map { types[$0] }
  }

  /// The footer: a newline, the rule (empty: the last offset holds for ever), a newline.
  private mutating func readRule(_ footer: ArraySlice<UInt8>) throws(ZoneFileError) {
    guard footer.first == 10, let end = footer.dropFirst().firstIndex(of: 10) else { throw .truncated }
    let text = Array(footer[(footer.startIndex + 1)..<end])
    guard !text.isEmpty else { return }
    guard let parsed = PosixZone(text) else { throw .unreadableRule(String(decoding: text, as: UTF8.self)) }
    rule = parsed
  }

  /// A signed big-endian integer of 4 or 8 bytes.
  private static func integer(_ bytes: [UInt8], at start: Int, width: Int) -> Int64 {
    let value = bytes[start..<start + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }
}
