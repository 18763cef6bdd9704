import ArgumentParser
import Campaigns

/// What nearly every command takes.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file.",
      discussion: "Default: $DIALER_CONFIG, else ./dialer.yaml, else /etc/dialer/dialer.yaml.", valueName: "file"))
  var config: String?
  @OptionGroup var look: LookOptions
}

/// How messages look, for every command.
struct LookOptions: ParsableArguments {
  /// `Paint` reads it from the arguments themselves: colours are decided before anything is parsed.
  @Flag(help: "No colours on a terminal, as with $NO_COLOR.") var noColor = false
}

/// A country as an option names it.
enum CountryOption {
  /// What to say of a text that is no country; nil when it is one.
  static func problem(_ code: String, option: String) -> String? {
    if Literal.isCountry(code), CountryZones.isKnown(code) { return nil }
    let capitals = code.uppercased()
    let hint = Literal.isCountry(capitals) && CountryZones.isKnown(capitals) ? capitals : "GB"
    return "\(option) \(code) is no country: write its two capital letters of ISO 3166, such as \(hint)"
  }
}

/// How a command prints one report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
