extension SourceFile {
  /// Where the value of a key stands, by its concrete path (`customers.0.csv`, `budget.per_call`); nil when the file
  /// does not write it.
  package func place(of path: String) -> Diagnostic.Place? {
    guard var node = YAMLReader.read(self).root else { return nil }
    for part in path.split(separator: ".") {
      if let items = node.items, let index = Int(part), items.indices.contains(index) {
        node = items[index]
      } else if let entry = node.entries?.first(where: { $0.key == part }) {
        node = entry.value
      } else {
        return nil
      }
    }
    return SourceText(self).place(node.span)
  }
}
