/// The store keeps a campaign's text together with the profile it was read with, in a comment behind it: so an earlier
/// revision stays what it was, whatever becomes of dialer.yaml.
extension SourceFile {
  private static let mark = "# read with the profile "

  /// The text with the profile behind it.
  func text(with block: ProfileBlock) -> String {
    if isStored { return text }
    let end = text.hasSuffix("\n") ? "" : "\n"
    return text + end + Self.mark + block.name + ": " + block.canonical.text + "\n"
  }

  /// The profile behind a text of the store; nil in files, where such a comment means nothing.
  func storedProfile(_ name: String) -> ProfileBlock? {
    guard isStored, let line = text.split(separator: "\n").last, line.hasPrefix(Self.mark + name + ": ") else {
      return nil
    }
    let block = line.dropFirst(Self.mark.count + name.count + 2)
    let place = "profile \(name)"
    return YAMLReader.read(SourceFile(path: place, bytes: Array(block.utf8))).root.map {
      ProfileBlock(name: name, node: $0.standing(in: place))
    }
  }
}
