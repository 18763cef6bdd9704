import ArgumentParser
import Campaigns

/// `dialer schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of campaign files or of dialer.yaml, for editors.",
    discussion: """
      A YAML language server completes keys and warns while you type, as `dialer check` does. It finds the schema by the
      first line of a file:

        # yaml-language-server: $schema=../campaign.schema.json

      The schema (draft 7) is made of the table that the decoder reads. Values are text with a meaning of their own, so
      it takes 3 as well as "3" where a number stands.

        dialer schema > campaign.schema.json
        dialer schema --config > dialer.schema.json
        dialer schema --reference             every key and every rule as a page
      """)

  @Flag(help: "The schema of dialer.yaml.") var config = false
  @Flag(help: "The reference of both files and of all rules, as Markdown.") var reference = false

  func validate() throws {
    if config, reference { throw ValidationError("--config and --reference exclude each other") }
  }

  func run() throws {
    if reference {
      Console.print(ReferencePage.text)
    } else {
      Console.print((config ? SchemaBuilder.configuration : SchemaBuilder.campaign).indentedText)
    }
  }
}
