internal import Dispatch
internal import Glibc

/// One read and one write source on a socket. It owns the descriptor: the last source to be cancelled closes it, since
/// Dispatch must have let go of a descriptor before its number can be used again.
///
/// Used on the engine's queue only.
final class SocketWatch {
  private let readSource: any DispatchSourceRead
  private let writeSource: any DispatchSourceWrite
  private var reading = false
  private var writing = false

  init(
    descriptor: Int32, queue: DispatchQueue, readable: @escaping @Sendable () -> Void,
    writable: @escaping @Sendable () -> Void
  ) {
    readSource = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    writeSource = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
    readSource.setEventHandler(handler: readable)
    writeSource.setEventHandler(handler: writable)
    let group = DispatchGroup()
    group.enter()
    group.enter()
    readSource.setCancelHandler { group.leave() }
    writeSource.setCancelHandler { group.leave() }
    group.notify(queue: queue) { _ = close(descriptor) }
  }

  /// What is to be reported from now on; a source that is not wanted is suspended.
  func want(read: Bool, write: Bool) {
    if read != reading {
      read ? readSource.resume() : readSource.suspend()
      reading = read
    }
    if write != writing {
      write ? writeSource.resume() : writeSource.suspend()
      writing = write
    }
  }

  /// Ends both sources, then closes the descriptor. Nothing may be asked of it afterwards.
  func cancel() {
    // A suspended source would never be cancelled.
    want(read: true, write: true)
    readSource.cancel()
    writeSource.cancel()
  }
}
