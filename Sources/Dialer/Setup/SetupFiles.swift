import Campaigns

/// The texts that `dialer init` writes: they pass `dialer check --strict`, and `dialer plan` plans both customers.
enum SetupFiles {
  /// Paths below the folder and their texts, in the order in which they are written.
  static func all(_ answers: SetupAnswers) -> [(path: String, text: String)] {
    let sample = SampleCountry.of(answers.homeCountry)
    return [
      ("rates.csv", rates(sample)),
      ("customers.csv", customers(sample)),
      ("campaign.schema.json", SchemaBuilder.campaign.indentedText + "\n"),
      ("dialer.schema.json", SchemaBuilder.configuration.indentedText + "\n"),
      ("campaigns/first-campaign.yaml", campaign(answers)),
      ("dialer.yaml", configuration(answers, sample)),
    ]
  }

  private static func rates(_ sample: SampleCountry) -> String {
    "prefix,price_per_minute,increment,label\n"
      + "\(sample.rate.prefix),\(sample.rate.price),60,\(sample.rate.label)\n"
  }

  private static func customers(_ sample: SampleCountry) -> String {
    var lines = ["id,name,phone,country,state,postal_code,time_zone,status,email,tags"]
    for (index, customer) in sample.customers.enumerated() {
      lines.append(
        "C\(index + 1),\(customer.name),\(customer.phone),\(sample.numbersCountry),\(customer.state),,"
          + "\(customer.timeZone),active,customer\(index + 1)@example.com,sample")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func configuration(_ answers: SetupAnswers, _ sample: SampleCountry) -> String {
    var lines = """
      # yaml-language-server: $schema=dialer.schema.json
      # The account: what holds for all campaigns. `dialer check` finds every mistake in here.
      # Numbers of other countries than this wait for a confirmation.
      home_country: \(answers.homeCountry)
      # The days of account and budgets.
      time_zone: \(answers.timeZone)

      campaigns: campaigns         # the folder of the campaign files
      store: sqlite:dialer.db      # made by `dialer init`, never by anything else

      customers:
        # Two samples: replace them by your own, then `dialer customers import --allow-shrink`. Without the flag a file
        # that lost many of its customers is refused, since it may be incomplete.
        - csv: customers.csv

      rates: {card: rates.csv}     # a sample price: replace it by your carrier's

      # Calls go to the sandbox on this machine: `dialer sandbox --listen 127.0.0.1:4010`. For real calls delete
      # base_url, write `live: true` at the top, and give the daemon TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
      twilio:
        base_url: http://127.0.0.1:4010
        from: "\(answers.callerID)"
        calls_per_second: 1
        concurrent_calls: 5

      budget: {currency: USD, per_day: \(answers.dailyBudget)}

      # Telephones of your own: `dialer try first-campaign --as C1 --to \(sample.tryNumber)` calls one with the values
      # of customer C1, and counts as nobody's attempt.
      try_numbers: ["\(sample.tryNumber)"]
      """
    if sample.numbersCountry != answers.homeCountry {
      lines +=
        "\n\ninternational: {allow: [\(sample.numbersCountry)]}          # the sample customers: delete it with them"
    }
    return lines + "\n"
  }

  private static func campaign(_ answers: SetupAnswers) -> String {
    """
    # yaml-language-server: $schema=../campaign.schema.json
    # A first campaign. It is a draft: planned and rehearsed, and dialed only on the sandbox,
    # until `live: true` is here.
    campaign: first-campaign
    title: The first campaign
    purpose: service

    segment:
      where:
        - status: active

    calling_hours:                       # in each customer's own time zone
      open:
        mon-fri: ["09:00-12:00", "13:00-19:00"]

    pacing: {concurrent_calls: 2, calls_per_second: 1}

    call:
      ring_timeout: 25s
      max_duration: 2m                   # the worst case of a call is reserved before it is dialed
      answer:
        say: "Hello {{name}}, this is a first test of our telephone service. Thank you, goodbye."
        language: en-US

    attempts:
      max: 2
      retry:
        busy: [2h]
        no-answer: [4h]

    budget: {total: \(answers.dailyBudget)}

    """
  }
}
