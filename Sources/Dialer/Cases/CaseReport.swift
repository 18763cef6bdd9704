import Campaigns
import Engine
import Foundation
import Simulation

/// What `dialer test` prints of its cases.
struct CaseReport {
  let results: [CaseResult]
  let configuration: Configuration
  let zones: ZoneDatabase

  var failed: Int { results.filter { !$0.passed }.count }

  // MARK: - Text

  /// One line a case, the gates' trace below each that failed, and a line of sums.
  var text: String {
    var lines: [String] = []
    for result in results {
      lines.append("\(result.passed ? "ok  " : "FAIL") \(place(result)): \(result.test.name)")
      for answer in result.answers where !answer.isExpected {
        lines += ["     " + complaint(answer)] + trace(answer, of: result).map { "       " + $0 }
      }
    }
    let sum = "\(results.count) test\(results.count == 1 ? "" : "s"), \(failed) failed"
    return (lines + [sum]).joined(separator: "\n")
  }

  private func place(_ result: CaseResult) -> String { "\(result.file):\(result.test.place.line)" }

  /// `at 2027-…: expected a call, and it is refused: min-gap until 2027-…`
  func complaint(_ answer: CaseRun.Answer) -> String {
    let wanted =
      switch answer.expectation.verdict {
      case .call: "a call"
      case .refused(let code, let clearsAt): "a refusal: " + code + until(clearsAt, answer)
      }
    let given = answer.refusal.map { "it is refused: " + $0.reason.code + until($0.clearsAt, answer) }
    return "at \(local(answer.expectation.at, answer)): expected \(wanted), and \(given ?? "the call is made")"
  }

  private func until(_ instant: Instant?, _ answer: CaseRun.Answer) -> String {
    instant.map { " until " + local($0, answer) } ?? ""
  }

  /// The instant in the customer's first zone, else in the account's.
  private func local(_ instant: Instant, _ answer: CaseRun.Answer) -> String {
    let zone = answer.zones.first ?? configuration.timeZone
    return zones.rules(named: zone)?.text(of: instant) ?? instant.rfc3339
  }

  /// Every gate's answer: `refuse  calling-hours  outside-calling-hours: value (file:line), clears …`.
  func trace(_ answer: CaseRun.Answer, of result: CaseResult) -> [String] {
    let width = Gate.allCases.map(\.rawValue.count).max() ?? 0
    return answer.verdicts.map { verdict in
      let gate = verdict.gate.rawValue
      let rule = RulePlace.of(verdict.rule, campaign: result.campaign, configuration: configuration)
      return (verdict.refusal == nil ? "allow   " : "refuse  ") + gate
        + String(repeating: " ", count: width - gate.count + 2)
        + "\(verdict.refusal?.reason.code ?? verdict.question.code): \(verdict.value)"
        + (rule.map { " (\($0))" } ?? "")
        + (verdict.refusal?.clearsAt.map { ", clears \(local($0, answer))" } ?? "")
    }
  }

  // MARK: - JSON

  var json: JSON {
    .object([
      ("tests", .array(results.map(json))), ("count", .integer(Int64(results.count))),
      ("failed", .integer(Int64(failed))),
    ])
  }

  /// One line a case.
  var lines: [JSON] { results.map(json) }

  private func json(_ result: CaseResult) -> JSON {
    .object([
      ("file", .string(result.file)), ("line", .integer(Int64(result.test.place.line))),
      ("campaign", .string(result.campaign.id)), ("name", .string(result.test.name)),
      ("passed", .bool(result.passed)), ("answers", .array(result.answers.map { json($0, of: result) })),
    ])
  }

  private func json(_ answer: CaseRun.Answer, of result: CaseResult) -> JSON {
    let (wanted, wantedAt): (String?, Instant?) =
      switch answer.expectation.verdict {
      case .call: (nil, nil)
      case .refused(let code, let clearsAt): (code, clearsAt)
      }
    return .object([
      ("at", .string(answer.expectation.at.rfc3339)), ("passed", .bool(answer.isExpected)),
      ("expected", verdict(wanted, wantedAt)),
      ("got", verdict(answer.refusal?.reason.code, answer.refusal?.clearsAt)),
      (
        "verdicts",
        .array(
          answer.verdicts.map { verdict in
            .object([
              ("gate", .string(verdict.gate.rawValue)), ("question", .string(verdict.question.code)),
              ("verdict", .string(verdict.refusal == nil ? "allow" : "refuse")),
              ("reason", .optional(verdict.refusal?.reason.code)), ("value", .string(verdict.value)),
              (
                "rule",
                .optional(RulePlace.of(verdict.rule, campaign: result.campaign, configuration: configuration))
              ),
              ("clears_at", .optional(verdict.refusal?.clearsAt?.rfc3339)),
            ])
          })
      ),
    ])
  }

  private func verdict(_ reason: String?, _ clearsAt: Instant?) -> JSON {
    .object([
      ("verdict", .string(reason == nil ? "call" : "refused")), ("reason", .optional(reason)),
      ("clears_at", .optional(clearsAt?.rfc3339)),
    ])
  }

  // MARK: - JUnit

  /// The XML that continuous integration reads: a suite a file, a failure with its trace.
  var junit: String {
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    lines.append("<testsuites tests=\"\(results.count)\" failures=\"\(failed)\">")
    for file in Set(results.map(\.file)).sorted() {
      let those = results.filter { $0.file == file }
      let failures = those.filter { !$0.passed }.count
      lines.append(
        "  <testsuite name=\"\(Self.escaped(file))\" tests=\"\(those.count)\" failures=\"\(failures)\" errors=\"0\">")
      for result in those { lines += junit(result) }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>", ""]).joined(separator: "\n")
  }

  private func junit(_ result: CaseResult) -> [String] {
    let head =
      "    <testcase classname=\"\(Self.escaped(result.campaign.id))\" name=\"\(Self.escaped(result.test.name))\""
      + " file=\"\(Self.escaped(result.file))\" line=\"\(result.test.place.line)\""
    let wrong = result.answers.filter { !$0.isExpected }
    guard let first = wrong.first else { return [head + "/>"] }
    let text = wrong.flatMap { [complaint($0)] + trace($0, of: result) }.joined(separator: "\n")
    return [
      head + ">", "      <failure message=\"\(Self.escaped(complaint(first)))\">\(Self.escaped(text))</failure>",
      "    </testcase>",
    ]
  }

  /// Text for XML, without the characters that XML 1.0 cannot have.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      default:
        let isAllowed = scalar.value >= 0x20 || scalar == "\t"
        result.unicodeScalars.append(isAllowed && scalar.value & 0xFFFE != 0xFFFE ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
