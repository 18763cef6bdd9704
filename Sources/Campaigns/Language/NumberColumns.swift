extension Campaign.Call {
  /// Whether the numbers are those that were read when the customers were imported.
  package var callsPhoneAlone: Bool { numbers == [Customer.phoneColumn] }
}

extension CampaignDecoder {
  /// `call.numbers`; without it `phone` alone.
  mutating func numberColumns() -> [String] {
    let path = "call.numbers"
    guard let node = keys.nodes[path], let items = node.items else { return [Customer.phoneColumn] }
    if items.isEmpty {
      keys.report(
        "bad-value", "`\(path)` names no column: nobody could be called", at: node.span,
        help: "name a column with telephone numbers, or delete the key, which means phone")
    }
    var names: [String] = []
    for item in items {
      guard case .scalar(let name, _) = item.content, isNumberColumn(name, item) else { continue }
      if names.contains(name) {
        keys.report(
          "bad-value", "`\(name)` stands in `\(path)` already", at: item.span,
          help: "delete it: attempts take the columns in turn, from the first again after the last")
      } else {
        names.append(name)
      }
    }
    return names.isEmpty ? [Customer.phoneColumn] : names
  }

  private mutating func isNumberColumn(_ name: String, _ node: YAMLNode) -> Bool {
    // Every row has it, whatever the file calls it.
    if name == Customer.phoneColumn { return true }
    guard isKnown(name, at: source.place(node.span)) else { return false }
    let type = columns?.type(of: name) ?? .text
    guard type == .text, !Columns.ofPhone.contains(name) else {
      keys.report(
        "column-type", "`\(name)` holds no telephone numbers", at: node.span,
        help: "name a column of text with numbers such as +14155550100")
      return false
    }
    return true
  }
}
