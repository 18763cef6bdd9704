import ActivityStore
import ArgumentParser
import Foundation

/// Why a command cannot go on, and the exit code that programs read (Documentation/Overview.md).
struct Failure: Error {
  enum Code: Int32 {
    case failed = 1
    case plansCalls = 2
    case warnings = 3
    case usage = 64
    case badData = 65
    case unavailable = 69
    case cannotWrite = 73
    case temporary = 75
    case refused = 77
    case badConfiguration = 78
    case interrupted = 130
  }
  var code: Code
  /// One sentence with the remedy; empty when everything was said already.
  var message: String

  init(_ code: Code, _ message: String = "") {
    self.code = code
    self.message = message
  }

  init(_ error: StoreError) {
    self.init(Code(rawValue: error.exitCode) ?? .temporary, error.description)
  }

  /// Says the message on standard error and gives the parser its exit code.
  func exit() -> ExitCode {
    if !message.isEmpty { Console.error(message) }
    return ExitCode(code.rawValue)
  }
}

/// Runs a command's body and turns its failure into message and exit code.
func reporting(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let failure as Failure {
    throw failure.exit()
  } catch let error as StoreError {
    throw Failure(error).exit()
  }
}
