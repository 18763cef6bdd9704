import Glibc

/// The advisory lock on `STORE.lock` by which one daemon owns one store. It ends with the value or the process,
/// however that dies; the file itself stays and holds the pid of its last owner.
package final class StoreLock: Sendable {
  private let descriptor: Int32

  /// The lock file's path for a store.
  package static func path(store: String) -> String { store + ".lock" }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock without waiting: exclusive for whoever writes, shared for tools that must not meet a writer.
  ///
  /// - Throws: `StoreError.held` with the owner's pid when another process has it, `.readOnly` when the lock file
  ///   cannot be written, `.missing` when its folder does not exist.
  package static func acquire(store: String, exclusive: Bool = true) throws(StoreError) -> StoreLock {
    let file = path(store: store)
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno, store: store) }
    guard flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
      let number = errno
      let owner = pid(in: descriptor)
      close(descriptor)
      if number == EWOULDBLOCK { throw .held(path: store, pid: owner) }
      throw failure(number, store: store)
    }
    let lock = StoreLock(descriptor: descriptor)
    if exclusive { try writePid(to: descriptor, store: store) }
    return lock
  }

  private static func writePid(to descriptor: Int32, store: String) throws(StoreError) {
    let line = "\(getpid())\n"
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, line, line.utf8.count, 0) == line.utf8.count else {
      throw failure(errno, store: store)
    }
  }

  private static func pid(in descriptor: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  private static func failure(_ number: Int32, store: String) -> StoreError {
    switch number {
    case ENOENT: .missing(path: store)
    case EACCES, EPERM, EROFS: .readOnly(path: store)
    case ENOSPC, EDQUOT: .full(path: store)
    default: .other(path: store, message: "its lock file cannot be used: \(String(cString: strerror(number)))")
    }
  }
}
