import Campaigns
import Foundation

@testable import Dialer

/// 2027-03-02T14:00:00Z.
let noon = Instant(seconds: 1_803_996_000)

/// A folder that ends with the test.
final class Folder {
  let path: String

  init() throws {
    path = (FileManager.default.temporaryDirectory.path + "/dialer-" + UUID().uuidString)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  /// Writes a file, making its folder, and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let file = path(name)
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  func age(_ name: String, at instant: Instant) throws {
    let date = Date(timeIntervalSince1970: Double(instant.seconds))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
  }

  /// The smallest account: one source, one rate card, no campaign.
  static func account(_ extra: String = "") throws -> Folder {
    let folder = try Folder()
    try folder.write(
      "dialer.yaml",
      """
      home_country: US
      time_zone: America/New_York
      customers: [{csv: customers.csv}]
      rates: {card: rates.csv}
      twilio: {base_url: "http://127.0.0.1:4010", from: "+14155550100"}
      \(extra)
      """)
    try folder.write("rates.csv", "prefix,price_per_minute,increment,label\n1,0.0140,60,North America\n44,0.02,1,UK\n")
    try folder.write("customers.csv", "id,name,phone,status\nC1,Ada,+12125550101,active\nC2,Ben,+13105550102,lapsed\n")
    try folder.write("campaigns/first.yaml", campaign())
    return folder
  }

  static func campaign(_ id: String = "first", ring: String = "25s", hours: String = "09:00-18:00") -> String {
    """
    campaign: \(id)
    purpose: service
    segment: {where: {status: active}}
    calling_hours:
      open:
        mon-fri: ["\(hours)"]
    call: {ring_timeout: \(ring), answer: {say: "Hello {{name}}."}}
    """
  }
}

/// The built program.
struct Program {
  struct Ending {
    var code: Int32
    var output: String
    var messages: String
  }

  /// Runs the program to its end in a folder, without anything of the account in the environment.
  static func run(
    _ arguments: [String], in folder: Folder, input: String = "", environment: [String: String] = [:],
    program: URL = binary
  ) throws -> Ending {
    let sink = try Folder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("TWILIO_") && $0.key != "DIALER_CONFIG"
    }.merging(environment) { _, given in given }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: sink.write("input", input)))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: sink.write("output", "")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: sink.write("messages", "")))
    try process.run()
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus, output: try sink.text("output"), messages: try sink.text("messages"))
  }

  /// Beside the bundle of tests.
  static var binary: URL {
    let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
    var folder = bundle.deletingLastPathComponent()
    while !FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("dialer").path),
      folder.path != "/"
    {
      folder = folder.deletingLastPathComponent()
    }
    return folder.appendingPathComponent("dialer")
  }
}
