import Crypto

/// SHA-256 over a sequence of texts, each with its length, so that moving a boundary changes the result.
package struct Fingerprint {
  private var hash = SHA256()
  /// Not yet hashed: many short texts are one update.
  private var pending: [UInt8] = []
  private static let most = 1 << 15

  package init() {}

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { pending.append(contentsOf: $0) }
      pending.append(contentsOf: bytes)
    }
    guard pending.count >= Self.most else { return }
    pending.withUnsafeBytes { hash.update(bufferPointer: $0) }
    pending.removeAll(keepingCapacity: true)
  }

  /// 64 hexadecimal digits.
  package var hexadecimal: String {
    var whole = hash
    pending.withUnsafeBytes { whole.update(bufferPointer: $0) }
    return whole.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
