import Crypto

/// SHA-256 over a sequence of texts, each with its length, so that moving a boundary changes the result.
package struct Fingerprint {
  private var hash = SHA256()

  package init() {}

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
      hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
  }

  /// 64 hexadecimal digits.
  package var hexadecimal: String {
    hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
