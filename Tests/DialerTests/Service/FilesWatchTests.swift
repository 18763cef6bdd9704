import Foundation
import Synchronization
import Testing

@testable import Dialer

/// What `watch: true` sees of editors, checkouts and links.
struct FilesWatchTests {
  /// The news in their order.
  private struct Rig {
    let folder: Folder
    let news: AsyncStream<FilesWatch.News>
    let watch: FilesWatch
    var target: FilesWatch.Target {
      FilesWatch.Target(files: [folder.path("dialer.yaml"), folder.path("data/customers.csv")], campaigns: campaigns)
    }
    var campaigns: String { folder.path("campaigns") }

    init(looksBeforeSaying: Int = 1) throws {
      folder = try Folder()
      let (news, add) = AsyncStream<FilesWatch.News>.makeStream()
      self.news = news
      let pace = FilesWatch.Pace(
        quiet: .milliseconds(20), lock: .milliseconds(1), looksBeforeSaying: looksBeforeSaying)
      watch = FilesWatch(pace: pace) { add.yield($0) }
      try folder.write("dialer.yaml", "home_country: US\n")
      try folder.write("data/customers.csv", "id,phone\n")
    }

    func begin() {
      watch.watch(target)
      watch.settle()
    }
    func rename(_ from: String, to new: String) throws {
      #expect(Foundation.rename(folder.path(from), folder.path(new)) == 0)
    }
    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
    }
  }

  @Test func everyWayOfSavingIsSeen() async throws {
    let rig = try Rig()
    try rig.folder.write("campaigns/a.yaml", "1")
    rig.begin()
    var news = rig.news.makeAsyncIterator()
    try rig.folder.write("campaigns/b.yaml", "new")
    #expect(await news.next() == .changed)
    try rig.folder.write("campaigns/.a.yaml.swp", "2")
    try rig.rename("campaigns/.a.yaml.swp", to: "campaigns/a.yaml")
    #expect(await news.next() == .changed)
    try FileManager.default.removeItem(atPath: rig.folder.path("campaigns/b.yaml"))
    #expect(await news.next() == .changed)
    try rig.folder.write("dialer.yaml", "home_country: GB\n")
    #expect(await news.next() == .changed)
    try rig.folder.write("data/customers.csv", "id,phone,name\n")
    #expect(await news.next() == .changed)
    rig.watch.cancel()
  }

  /// A link anywhere on the way, as releases are switched, and links of single files into a folder that is switched.
  @Test func aLinkThatIsSwitchedIsSeen() async throws {
    let rig = try Rig()
    for release in ["1", "2"] { try rig.folder.write("releases/\(release)/a.yaml", release) }
    try rig.link("current", to: "releases/1")
    try rig.link("campaigns", to: rig.folder.path("current"))
    rig.begin()
    var news = rig.news.makeAsyncIterator()
    try rig.link("next", to: "releases/2")
    try rig.rename("next", to: "current")
    #expect(await news.next() == .changed)
    try rig.folder.write("releases/2/a.yaml", "again, behind the switched link")
    #expect(await news.next() == .changed)
    rig.watch.cancel()
  }

  @Test func filesThatAreLinksThroughAFolderThatIsSwitchedAreSeen() async throws {
    let rig = try Rig()
    for version in ["v1", "v2"] { try rig.folder.write("campaigns/..\(version)/a.yaml", version) }
    try rig.link("campaigns/..data", to: "..v1")
    try rig.link("campaigns/a.yaml", to: "..data/a.yaml")
    rig.begin()
    var news = rig.news.makeAsyncIterator()
    try rig.link("campaigns/..next", to: "..v2")
    try rig.rename("campaigns/..next", to: "campaigns/..data")
    #expect(await news.next() == .changed)
    rig.watch.cancel()
  }

  @Test func aFolderThatIsReplacedIsWatchedAnew() async throws {
    let rig = try Rig()
    try rig.folder.write("campaigns/a.yaml", "1")
    try rig.folder.write("other/a.yaml", "2")
    rig.begin()
    var news = rig.news.makeAsyncIterator()
    try rig.rename("campaigns", to: "old")
    try rig.rename("other", to: "campaigns")
    #expect(await news.next() == .changed)
    try rig.folder.write("campaigns/a.yaml", "3")
    #expect(await news.next() == .changed)
    rig.watch.cancel()
  }

  /// The store, its log and an editor's swap file change all the time.
  @Test func otherFilesAreNoNews() async throws {
    let rig = try Rig()
    try rig.folder.write("campaigns/a.yaml", "1")
    rig.begin()
    let places = WatchedPlaces(files: rig.target.files, campaigns: rig.campaigns)
    let home = try #require(places.folders[URL(fileURLWithPath: rig.folder.path).resolvingSymlinksInPath().path])
    #expect(home.concerns("dialer.yaml") && home.concerns("campaigns") && home.concerns("data"))
    #expect(!home.concerns("dialer.db") && !home.concerns("dialer.db-wal") && !home.concerns("note.yaml"))
    let campaigns = try #require(
      places.folders[URL(fileURLWithPath: rig.campaigns).resolvingSymlinksInPath().path])
    #expect(campaigns.concerns("new.yaml") && campaigns.concerns("days.calendar.yaml") && campaigns.concerns("x.yml"))
    #expect(!campaigns.concerns(".a.yaml.swp") && !campaigns.concerns("4913") && !campaigns.concerns("a.yaml~"))
    rig.watch.cancel()
  }

  /// While git writes, a set is half checked out.
  @Test func nothingIsToldWhileGitHoldsItsLock() async throws {
    let rig = try Rig()
    try rig.folder.write("campaigns/a.yaml", "1")
    try rig.folder.write(".git/index.lock", "")
    rig.begin()
    var news = rig.news.makeAsyncIterator()
    try rig.folder.write("campaigns/a.yaml", "2")
    let lock = URL(fileURLWithPath: rig.folder.path).resolvingSymlinksInPath().path + "/.git/index.lock"
    #expect(await news.next() == .waitsForLock(lock))
    try FileManager.default.removeItem(atPath: lock)
    #expect(await news.next() == .changed)
    rig.watch.cancel()
  }

  /// A file that is saved while the loaded set is watched anew.
  @Test func whatChangesDuringAReloadIsNotLost() async throws {
    let folder = try Folder()
    try folder.write("campaigns/a.yaml", "1")
    let target = FilesWatch.Target(files: [folder.path("dialer.yaml")], campaigns: folder.path("campaigns"))
    let (news, add) = AsyncStream<FilesWatch.News>.makeStream()
    let holder = Mutex<FilesWatch?>(nil)
    let path = folder.path("campaigns/a.yaml")
    let isFirst = Mutex(true)
    let watch = FilesWatch(pace: .init(quiet: .milliseconds(20), lock: .milliseconds(1))) { one in
      add.yield(one)
      let first = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      guard first else { return }
      // The queue of the watch is here: the kernel knows of this, the watch does not yet.
      try? Data("3".utf8).write(to: URL(fileURLWithPath: path))
      holder.withLock { $0?.watch(target) }
    }
    holder.withLock { $0 = watch }
    watch.watch(target)
    watch.settle()
    var seen = news.makeAsyncIterator()
    try folder.write("campaigns/a.yaml", "2")
    #expect(await seen.next() == .changed)
    #expect(await seen.next() == .changed)
    watch.cancel()
  }

  /// A checkout that switches the link holds the lock of the tree that the link is in.
  @Test func theTreeOfALinkCountsAsWell() throws {
    let folder = try Folder()
    try folder.write("tree/.git/index.lock", "")
    try folder.write("releases/1/a.yaml", "")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("tree/campaigns"), withDestinationPath: folder.path("releases/1"))
    #expect(GitLock(above: [folder.path("tree/campaigns")]).held == folder.path("tree/.git/index.lock"))
  }

  @Test func aLinkedWorkTreeHasItsLockElsewhere() throws {
    let folder = try Folder()
    try folder.write("main/.git/worktrees/calls/HEAD", "")
    try folder.write("calls/.git", "gitdir: \(folder.path("main/.git/worktrees/calls"))\n")
    try folder.write("calls/campaigns/a.yaml", "")
    let lock = GitLock(above: [folder.path("calls/campaigns")])
    #expect(lock.held == nil)
    try folder.write("main/.git/worktrees/calls/index.lock", "")
    #expect(lock.held == folder.path("main/.git/worktrees/calls/index.lock"))
  }
}
