import ArgumentParser
import Campaigns
import Glibc

/// `dialer version`.
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Shows the versions of the program, of the libraries it runs with and of its tables.",
    discussion: """
      Time zones come from the system's tzdata; numbers of +1 are judged by a built-in table of area codes, all others
      by libphonenumber. Name these in a report about a call at a wrong hour or a number that was refused.

        dialer version --output json
      """)

  @OptionGroup var look: LookOptions
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let parts = ProgramParts.list(tzdata: try SystemZones.load().version)
      switch output {
      case .text:
        let width = parts.map { $0.name.count }.max() ?? 0
        for part in parts {
          Console.print(part.name + String(repeating: " ", count: width - part.name.count + 2) + part.version)
        }
      case .json: Console.print(JSON.object(parts.map { ($0.name, .string($0.version)) }).text)
      }
    }
  }
}

/// What the program is made of, with versions.
enum ProgramParts {
  /// The program first, then libraries, then tables.
  static func list(tzdata: String) -> [(name: String, version: String)] {
    let numbers = PhoneReader.sources
    return [
      ("dialer", Version.number),
      ("sqlite", loaded("sqlite3_libversion")),
      ("libcurl", loaded("curl_version")),
      ("libyaml", loaded("yaml_get_version_string")),
      ("libphonenumber", numbers.library.replacing("libphonenumber ", with: "")),
      ("area_codes", numbers.areaCodes),
      ("zone_prefixes", NumberZones.source),
      ("calendars", CalendarBook.source),
      ("rules", RuleFinding.versions(of: RuleTable.shipped)),
      ("tzdata", tzdata),
    ]
  }

  /// The version of a library that runs in this process, which may be newer than the one it was built with.
  /// - Parameter function: C, without arguments; it answers with a text that lives as long as the library.
  private static func loaded(_ function: String) -> String {
    typealias Ask = @convention(c) () -> UnsafePointer<CChar>?
    guard let symbol = dlsym(nil, function), let text = unsafeBitCast(symbol, to: Ask.self)() else { return "unknown" }
    // curl names all libraries below it as well: "libcurl/7.88.1 OpenSSL/3.0.19".
    let first = String(cString: text).prefix { $0 != " " }
    return String(first.split(separator: "/").last ?? first)
  }
}
