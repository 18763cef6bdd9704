/// SipHash-2-4 (Aumasson and Bernstein, 2012) with 64 bits of output: breaks ties of order the same way in every
/// process, machine and version, which Swift's own seeded hashing does not.
package enum SipHash {
  /// - Parameters:
  ///   - key0: bytes 0 to 7 of the key, little-endian.
  ///   - key1: bytes 8 to 15 of the key, little-endian.
  package static func hash(_ bytes: [UInt8], key0: UInt64, key1: UInt64) -> UInt64 {
    var state = State(key0, key1)
    bytes.withUnsafeBytes { bytes in
      let whole = bytes.count / 8
      for word in 0..<whole {
        state.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)))
      }
      var last = UInt64(truncatingIfNeeded: bytes.count) << 56
      for index in whole * 8..<bytes.count { last |= UInt64(bytes[index]) << (8 * (index - whole * 8)) }
      state.absorb(last)
    }
    return state.finish()
  }

  private struct State {
    private var v0, v1, v2, v3: UInt64

    init(_ key0: UInt64, _ key1: UInt64) {
      v0 = key0 ^ 0x736f_6d65_7073_6575
      v1 = key1 ^ 0x646f_7261_6e64_6f6d
      v2 = key0 ^ 0x6c79_6765_6e65_7261
      v3 = key1 ^ 0x7465_6462_7974_6573
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      for _ in 0..<2 { round() }
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xff
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = rotate(v1, 13) ^ v0
      v0 = rotate(v0, 32)
      v2 &+= v3
      v3 = rotate(v3, 16) ^ v2
      v0 &+= v3
      v3 = rotate(v3, 21) ^ v0
      v2 &+= v1
      v1 = rotate(v1, 17) ^ v2
      v2 = rotate(v2, 32)
    }

    private func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
  }
}
