import ActivityStore
import Campaigns
import Engine

/// Whom a subject names.
enum ExplainSubject {
  case customers([(row: Int64, customer: Customer)])
  /// A number that no customer has.
  case number(PhoneNumber)

  /// - Parameter people: whose further numbers are looked at too: those that campaigns call besides `phone`.
  /// - Throws: `Failure` 64 for a subject that is neither, with the nearest id.
  static func find(_ question: ExplainRequest, in scope: ExplainScope, people: People) throws -> ExplainSubject {
    let text = question.subject ?? ""
    var found = try scope.store.customers(matching: .id(text))
    if found.isEmpty {
      let phone = PhoneReader.read(text, region: scope.workspace.configuration.homeCountry)
      guard looksLikeNumber(text) else { throw try KnownNames.unknownCustomer(text, in: scope.store) }
      guard phone.state == .valid else {
        throw Failure(.usage, "\(text) is no customer and no valid telephone number; write it as +14155550123")
      }
      found = try scope.store.customers(matching: .number(phone.e164))
      let lines = (people.count..<people.callee.count).filter { people.callee[$0] == phone.e164 }
      let rows = lines.map { Int64(people.owner(ofLine: $0)) }.filter { row in !found.contains { $0.row == row } }
      found += Array(zip(rows, try scope.store.customers(rows: rows)))
      if found.isEmpty { return .number(phone) }
    }
    guard let matter = question.matter else { return .customers(found) }
    let matching = found.filter { $0.customer.matter == matter }
    if matching.isEmpty {
      let known = found.map(\.customer.matter).sorted().joined(separator: ", ")
      throw Failure(.usage, "customer \(text) has no matter \(matter); there are: \(known)")
    }
    return .customers(matching)
  }

  /// Ids may hold digits; numbers hold nothing else but what people put between them.
  private static func looksLikeNumber(_ text: String) -> Bool {
    let digits = text.count { $0.isNumber }
    return digits >= 7 && text.allSatisfy { $0.isNumber || "+ -().".contains($0) }
  }
}
