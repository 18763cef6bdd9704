import Glibc

/// By what a file is recognised as the one that was read before.
package struct FileFingerprint: Sendable, Equatable {
  /// Bytes.
  package var size: Int64
  /// Modification time, nanoseconds since 1970.
  package var modified: Int64
  /// FNV-1a over the content: it tells changes apart, it protects against nobody.
  package var hash: UInt64

  /// The state in which hashing begins.
  static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

  static func hash(_ bytes: UnsafeRawBufferPointer, into hash: UInt64) -> UInt64 {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Size and time of an open regular file, with the hash of nothing.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    hash = FileFingerprint.emptyHash
  }

  /// As the store keeps the hash.
  var hashText: String { String(hash, radix: 16) }
}
