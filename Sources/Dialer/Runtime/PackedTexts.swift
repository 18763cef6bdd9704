/// Many short texts in one piece of memory: a million ids are their bytes and four more each.
struct PackedTexts: RandomAccessCollection, Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []

  var startIndex: Int { 0 }
  var endIndex: Int { ends.count }

  /// Four GiB of ids are more than a store of customers holds.
  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(UInt32(bytes.count))
  }

  subscript(index: Int) -> String {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return String(decoding: bytes[start..<Int(ends[index])], as: UTF8.self)
  }
}
