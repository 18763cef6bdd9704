import ArgumentParser
import Foundation
import Testing

@testable import Dialer

/// A subcommand and the words that lead to it.
struct NamedCommand: CustomTestStringConvertible {
  /// Without the program's name: `["suppress", "add"]`.
  var path: [String]
  var type: any ParsableCommand.Type

  var testDescription: String { line }
  var line: String { (["dialer"] + path).joined(separator: " ") }
  var isGroup: Bool { !type.configuration.subcommands.isEmpty }

  /// Every command that help shows, groups before their members.
  static let all: [NamedCommand] = below(Dialer.self, path: [])

  private static func below(_ type: any ParsableCommand.Type, path: [String]) -> [NamedCommand] {
    type.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap { member in
      let command = NamedCommand(path: path + [member.configuration.commandName ?? ""], type: member)
      return [command] + below(member, path: command.path)
    }
  }
}

/// Command lines as texts show them.
enum ShellWords {
  /// The words of a line as a shell splits it, up to a redirection.
  static func of(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isOpen = false
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isOpen = true
      } else if character == " " {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    if isOpen { words.append(word) }
    return Array(words.prefix { !["<", ">", "|", "&"].contains($0) })
  }

  /// The examples of a help text: lines that begin with the program's name, without what is said of them.
  static func examples(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("dialer ") }
      .map { line in line.range(of: "   ").map { String(line[..<$0.lowerBound]) } ?? line }
  }
}
