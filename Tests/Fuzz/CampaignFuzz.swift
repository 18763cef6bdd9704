import Campaigns

/// What libFuzzer calls with every input: the bytes as a campaign file and as dialer.yaml, and every finding printed.
///
/// A crash, a trap or a hang is a defect. Beside that: an input without a campaign has a finding that says why, places
/// lie inside the file, and reading is the same twice.
@_cdecl("dialer_fuzz_one_input")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let file = SourceFile(path: "fuzz.yaml", bytes: bytes)
  let columns = Columns(
    names: ["id", "name", "phone", "country", "status", "tags", "plan_ends", "lifetime_value", "reminders"],
    types: [.text, .text, .text, .text, .text, .list(separator: ";"), .date, .money, .boolean])
  let (campaign, findings) = CampaignReader.read(
    file, configuration: nil, columns: columns, zoneNames: ["UTC", "America/New_York"])
  precondition(campaign != nil || findings.contains { $0.severity == .error }, "refused without a reason")
  check(findings, in: file)
  if let campaign {
    let (again, _) = CampaignReader.read(
      file, configuration: nil, columns: columns, zoneNames: ["UTC", "America/New_York"])
    precondition(again?.revision == campaign.revision, "a revision that is not the same twice")
  }
  let (configuration, others) = ConfigurationReader.read(file, zoneNames: nil)
  precondition(configuration != nil || others.contains { $0.severity == .error }, "refused without a reason")
  check(others, in: file)
  return 0
}

private func check(_ findings: [Diagnostic], in file: SourceFile) {
  // Lines end at LF, CR LF or CR.
  let lines = file.bytes.reduce(1) { $1 == UInt8(ascii: "\n") || $1 == UInt8(ascii: "\r") ? $0 + 1 : $0 }
  for finding in findings {
    precondition(!finding.message.isEmpty && !finding.rule.isEmpty, "a finding says what and by which rule")
    precondition(finding.place.line >= 1 && finding.place.line <= lines + 1, "a line outside the file")
    precondition(finding.place.column >= 1, "a column outside the line")
  }
  precondition(findings.isEmpty || !Diagnostic.text(findings, files: [file]).isEmpty)
}

/// libFuzzer's own loop; its `main` is no use, because the package gives every executable a `main` of its own name.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What SwiftPM links as `main`.
@_cdecl("CampaignFuzz_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  var arguments = arguments
  return runFuzzer(&count, &arguments) { fuzzOneInput($0, $1) }
}
