import ArgumentParser

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

/// How a command prints one report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
