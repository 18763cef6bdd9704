import ArgumentParser

/// What nearly every command takes.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file.",
      discussion: "Default: $DIALER_CONFIG, else ./dialer.yaml, else /etc/dialer/dialer.yaml.", valueName: "file"))
  var config: String?
}

/// How a command prints one report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
