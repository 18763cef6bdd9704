import ArgumentParser
import Campaigns

/// A subcommand that does not exist: the parser says only that the word is unexpected, this names the nearest one.
enum MistypedCommand {
  /// What to say; nil when the words begin with a command that exists, or with none at all.
  ///
  /// - Parameter arguments: without the program's name.
  static func message(_ arguments: [String]) -> String? {
    var words = arguments.prefix { !$0.hasPrefix("-") }
    if words.first == "help" { words = words.dropFirst() }
    var group: any ParsableCommand.Type = Dialer.self
    var path = "dialer"
    for word in words {
      let names = group.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        .compactMap { $0.configuration.commandName }.sorted()
      guard !names.isEmpty else { return nil }
      guard let next = group.configuration.subcommands.first(where: { $0.configuration.commandName == word }) else {
        let near = NearestWord.of(word, in: names).map { "did you mean \(path) \($0)?" }
        return "there is no command \(path) \(word); "
          + (near ?? "there are: \(names.joined(separator: ", ")).") + " More: \(path) --help"
      }
      group = next
      path += " " + word
    }
    return nil
  }
}
