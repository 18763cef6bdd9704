import Dispatch
import Foundation

/// Tells when files of the set changed and then were quiet: what `watch: true` reloads by.
///
/// It watches folders, not files, so that an editor that writes beside and renames, a checkout that replaces files and
/// a link that is switched to another folder are all seen. It says nothing while git holds the lock of a work tree: a
/// set half checked out is nobody's set.
///
/// Confined to `queue`; that is what `@unchecked Sendable` stands for.
final class FilesWatch: @unchecked Sendable {
  /// How long nothing must change, and how often the lock of git is looked at.
  struct Pace: Sendable {
    var quiet: DispatchTimeInterval = .seconds(2)
    var lock: DispatchTimeInterval = .seconds(1)
    /// After how many looks at a held lock it is said: a lock can be left behind by a git that died.
    var looksBeforeSaying = 30
  }

  /// What the watch tells, on its queue.
  enum News: Equatable, Sendable {
    /// Files changed and are quiet, and no lock is held.
    case changed
    /// The lock at this path has been held for long; nothing is reloaded until it goes.
    case waitsForLock(String)
    /// A folder cannot be watched: its path and why.
    case cannotWatch(String, errno: Int32)
  }

  private let queue = DispatchQueue(label: "dialer.files")
  private let pace: Pace
  private let tell: @Sendable (News) -> Void
  private var target: Target?
  private var places: [Int32: WatchedPlaces.Interest] = [:]
  private var descriptor: Int32?
  private var source: (any DispatchSourceRead)?
  private var timer: (any DispatchSourceTimer)?
  private var looks = 0

  /// What is watched.
  struct Target: Sendable {
    /// dialer.yaml, customers, lists, the rate card.
    var files: [String]
    var campaigns: String
  }

  init(pace: Pace = Pace(), tell: @escaping @Sendable (News) -> Void) {
    self.pace = pace
    self.tell = tell
  }

  deinit { source?.cancel() }

  /// Watches these files from now on; nil: none.
  func watch(_ target: Target?) {
    queue.async { [self] in
      self.target = target
      begin()
    }
  }

  func cancel() { watch(nil) }

  /// Waits until what was asked before is done: for tests.
  func settle() { queue.sync {} }

  // MARK: - Watching

  private static let contents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE
  private static let ways = IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE
  private static let ends = IN_DELETE_SELF | IN_MOVE_SELF

  /// Watches anew what the paths lead to now. What the kernel still has to say of the old watch is taken first.
  private func begin() {
    if let descriptor, take(descriptor).isNews { awaitQuiet() }
    source?.cancel()
    source = nil
    descriptor = nil
    places = [:]
    guard let target else {
      timer?.cancel()
      timer = nil
      return
    }
    let descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return tell(.cannotWatch(target.campaigns, errno: errno)) }
    let folders = WatchedPlaces(files: target.files, campaigns: target.campaigns).folders
    for (path, interest) in folders.sorted(by: { $0.key < $1.key }) { add(path, interest, to: descriptor) }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler { [unowned self] in drain(descriptor) }
    source.setCancelHandler { close(descriptor) }
    source.activate()
    self.source = source
    self.descriptor = descriptor
  }

  private func add(_ path: String, _ interest: WatchedPlaces.Interest, to descriptor: Int32) {
    let isLeaf = interest.holdsCampaigns || !interest.files.isEmpty
    let mask = UInt32((isLeaf ? FilesWatch.contents : FilesWatch.ways) | FilesWatch.ends | IN_ONLYDIR)
    let number = inotify_add_watch(descriptor, path, mask)
    if number >= 0 {
      places[number] = interest
    } else if isLeaf, errno != ENOENT, errno != ENOTDIR {
      tell(.cannotWatch(path, errno: errno))
    }
  }

  /// An event about the set begins the quiet time anew.
  private func drain(_ descriptor: Int32) {
    let (isNews, moved) = take(descriptor)
    if moved { begin() }
    if isNews { awaitQuiet() }
  }

  /// Takes what the kernel has: whether it is about the set, and whether other folders may be meant now.
  private func take(_ descriptor: Int32) -> (isNews: Bool, moved: Bool) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    var isNews = false
    var moved = false
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      for event in FilesWatch.events(buffer[..<count]) {
        if event.mask & UInt32(FilesWatch.ends | IN_UNMOUNT | IN_Q_OVERFLOW) != 0 {
          (isNews, moved) = (true, true)
        } else if let place = places[event.folder], place.concerns(event.name) {
          isNews = true
          moved = moved || place.ways.contains(event.name)
        }
      }
    }
    return (isNews, moved)
  }

  private struct Event {
    var folder: Int32
    var mask: UInt32
    var name: String
  }

  /// The records of inotify(7): four numbers, then a name filled up with zeros.
  private static func events(_ bytes: ArraySlice<UInt8>) -> [Event] {
    bytes.withUnsafeBytes { bytes in
      var events: [Event] = []
      var offset = 0
      while offset + 16 <= bytes.count {
        let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
        guard offset + 16 + length <= bytes.count else { break }
        events.append(
          Event(
            folder: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
            mask: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
            name: String(decoding: bytes[offset + 16..<offset + 16 + length].prefix { $0 != 0 }, as: UTF8.self)))
        offset += 16 + length
      }
      return events
    }
  }

  // MARK: - Quiet

  private func awaitQuiet() {
    looks = 0
    after(pace.quiet) { [unowned self] in endQuiet() }
  }

  /// Nothing changed for a while: told, unless git is at work. The watch comes first, so that nothing falls between it
  /// and the reading.
  private func endQuiet() {
    guard let target else { return }
    guard let lock = GitLock(above: target.files + [target.campaigns]).held else {
      timer?.cancel()
      timer = nil
      begin()
      return tell(.changed)
    }
    looks += 1
    if looks == pace.looksBeforeSaying { tell(.waitsForLock(lock)) }
    after(pace.lock) { [unowned self] in endQuiet() }
  }

  private func after(_ pause: DispatchTimeInterval, _ work: @escaping () -> Void) {
    timer?.cancel()
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + pause)
    timer.setEventHandler(handler: work)
    timer.activate()
    self.timer = timer
  }
}
