import Campaigns
import Dispatch
import Foundation

/// `watch: true` of dialer.yaml: the files are loaded anew when they changed.
extension Daemon {
  /// Watches the files of the set that is loaded, or none. On the queue.
  func watchFiles() {
    guard files.configuration.watch, let config = try? Workspace.locate(options.config) else {
      filesWatch?.cancel()
      filesWatch = nil
      filesTrouble = nil
      return
    }
    if filesWatch == nil {
      filesWatch = FilesWatch(pace: options.watchPace) { [weak self] news in
        self?.queue.async { [weak self] in self?.take(news) }
      }
    }
    filesTrouble = nil
    filesWatch?.watch(FilesWatch.Target(files, config: config))
  }

  /// The files were read before they were watched: what changed between the two is loaded now.
  func catchUpWithFiles() {
    guard let filesWatch else { return }
    filesWatch.settle()
    let now = (try? Workspace.load(config: options.config))?.sources
    if now?.map(\.path) != files.sources.map(\.path) || now?.map(\.bytes) != files.sources.map(\.bytes) {
      requestReload()
    }
  }

  private func take(_ news: FilesWatch.News) {
    let before = filesTrouble
    switch news {
    case .changed:
      // What cannot be watched is told again when the loaded files are.
      if filesTrouble?.isOfLock == true { filesTrouble = nil }
      requestReload()
    case .waitsForLock(let path):
      filesTrouble = Trouble(
        text: "files changed, but git has held \(path) for long: nothing is loaded while a checkout may be halfway",
        remedy: "if no git is running there, remove that file; dialer reload loads the files as they are",
        isOfLock: true)
    case .cannotWatch(let path, let number):
      filesTrouble = Trouble(
        text: "\(path) cannot be watched: \(String(cString: strerror(number)))",
        remedy: "dialer reload after every change, or raise fs.inotify.max_user_watches and reload once")
    }
    if filesTrouble != before { scheduleTurn() }
  }

  /// Why changes may stay unseen.
  struct Trouble: Equatable {
    var text: String
    var remedy: String
    /// Whether it ends with a lock of git.
    var isOfLock = false
  }
}

extension FilesWatch.Target {
  /// What a run of these files reads.
  init(_ workspace: Workspace, config: String) {
    let configuration = workspace.configuration
    let beside = configuration.customers.map(\.csv) + configuration.suppression.map(\.csv)
    files =
      [config]
      + (beside + [configuration.rates.card].compactMap { $0 })
      .map { Workspace.path($0, in: workspace.folder) }
    campaigns = Workspace.path(configuration.campaignsFolder, in: workspace.folder)
  }
}
