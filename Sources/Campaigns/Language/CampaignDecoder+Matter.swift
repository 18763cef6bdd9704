extension CampaignDecoder {
  /// `matter: true` needs to know every source's matters: without them two of a customer's rows could not be told
  /// apart.
  mutating func checkMatter() {
    guard keys.boolean("matter") == true, let node = keys.nodes["matter"], let configuration,
      let source = configuration.customers.first(where: { $0.matter == nil })
    else { return }
    keys.report(
      "matter-without-column", "attempts are to count by matter, and the customers of \(source.csv) have no matter",
      at: node.span, help: "write `matter: COLUMN` below that source in dialer.yaml, or delete `matter: true`")
  }
}
