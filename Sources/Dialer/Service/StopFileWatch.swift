import Dispatch
import Foundation

/// Tells when the kill switch's file comes or goes: by inotify on its folder, at once; where the folder does not exist,
/// by a look each second.
///
/// Confined to `queue`; that is what `@unchecked Sendable` stands for.
final class StopFileWatch: @unchecked Sendable {
  private let file: StopFile
  private let poll: DispatchTimeInterval
  private let queue = DispatchQueue(label: "dialer.stop-file")
  private let changed: @Sendable (StopFile.State) -> Void
  private var known: StopFile.State
  private var source: (any DispatchSourceRead)?
  private var timer: (any DispatchSourceTimer)?
  private var isCancelled = false

  /// - Parameters:
  ///   - known: the state that the caller has acted on already.
  ///   - poll: how often to look while the folder cannot be watched.
  ///   - changed: called on a queue of its own for every later change.
  init(
    _ file: StopFile, known: StopFile.State, poll: DispatchTimeInterval = .seconds(1),
    changed: @escaping @Sendable (StopFile.State) -> Void
  ) {
    self.file = file
    self.known = known
    self.poll = poll
    self.changed = changed
    queue.async { [self] in observe() }
  }

  func cancel() {
    queue.async { [self] in
      isCancelled = true
      source?.cancel()
      timer?.cancel()
      source = nil
      timer = nil
    }
  }

  /// Whether the folder itself is watched: for tests.
  var isWatchingFolder: Bool { queue.sync { source != nil } }

  /// Watches the folder, or polls until that works.
  private func observe() {
    guard !isCancelled else { return }
    if source == nil, let descriptor = watchFolder() {
      timer?.cancel()
      timer = nil
      let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
      source.setEventHandler { [self] in drain(descriptor) }
      source.setCancelHandler { close(descriptor) }
      source.activate()
      self.source = source
    } else if source == nil, timer == nil {
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now() + poll, repeating: poll)
      timer.setEventHandler { [self] in observe() }
      timer.activate()
      self.timer = timer
    }
    look()
  }

  /// Looked at after the watch is in place, so that no change falls between the two.
  private func look() {
    let state = file.state()
    guard state != known else { return }
    known = state
    changed(state)
  }

  private static let contents = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB
  private static let ends = IN_DELETE_SELF | IN_MOVE_SELF

  private func watchFolder() -> Int32? {
    let descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let mask = UInt32(StopFileWatch.contents | StopFileWatch.ends | IN_ONLYDIR)
    guard inotify_add_watch(descriptor, file.folder, mask) >= 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Takes what the kernel has; when the folder went away another is looked for.
  private func drain(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var hasEnded = false
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      hasEnded = StopFileWatch.hasEnded(buffer[..<count]) || hasEnded
    }
    guard hasEnded else { return look() }
    source?.cancel()
    source = nil
    observe()
  }

  /// Whether one of the events says that the watched folder is no longer where it was.
  private static func hasEnded(_ events: ArraySlice<UInt8>) -> Bool {
    let over = UInt32(ends | IN_IGNORED | IN_UNMOUNT)
    return events.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 16 <= bytes.count {
        if bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self) & over != 0 { return true }
        offset += 16 + Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
      }
      return false
    }
  }
}
