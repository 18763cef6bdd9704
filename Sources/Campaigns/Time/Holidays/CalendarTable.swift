/// Calendars that are shipped, written by Scripts/generate-calendars.py: do not edit.
///
/// Days as PyPI's holidays 0.109 (MIT) has them, checked against the rules of the statutes that each names.
enum CalendarTable {
  static let source = "PyPI's holidays 0.109 (MIT)"

  /// `calendar NAME`, `origin TEXT`, then a line a year: the year and its days.
  static let text = """
    calendar gb-bank-holidays
    origin Banking and Financial Dealings Act 1971, schedule 1, and proclamations; https://www.gov.uk/bank-holidays; \
    the days of all nations together
    2025 01-01 01-02 03-17 04-18 04-21 05-05 05-26 07-12 07-14 08-04 08-25 11-30 12-01 12-25 12-26
    2026 01-01 01-02 03-17 04-03 04-06 05-04 05-25 06-15 07-12 07-13 08-03 08-31 11-30 12-25 12-26 12-28
    2027 01-01 01-02 01-04 03-17 03-26 03-29 05-03 05-31 07-12 08-02 08-30 11-30 12-25 12-26 12-27 12-28
    2028 01-01 01-02 01-03 01-04 03-17 04-14 04-17 05-01 05-29 07-12 08-07 08-28 11-30 12-25 12-26
    calendar gb-bank-holidays-england-and-wales
    origin Banking and Financial Dealings Act 1971, schedule 1, and proclamations; https://www.gov.uk/bank-holidays
    2025 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
    2026 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28
    2027 01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28
    2028 01-01 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
    calendar gb-bank-holidays-northern-ireland
    origin Banking and Financial Dealings Act 1971, schedule 1, and proclamations; https://www.gov.uk/bank-holidays
    2025 01-01 03-17 04-18 04-21 05-05 05-26 07-12 07-14 08-25 12-25 12-26
    2026 01-01 03-17 04-03 04-06 05-04 05-25 07-12 07-13 08-31 12-25 12-26 12-28
    2027 01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-25 12-26 12-27 12-28
    2028 01-01 01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26
    calendar gb-bank-holidays-scotland
    origin Banking and Financial Dealings Act 1971, schedule 1, and proclamations; https://www.gov.uk/bank-holidays
    2025 01-01 01-02 04-18 05-05 05-26 08-04 11-30 12-01 12-25 12-26
    2026 01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-26 12-28
    2027 01-01 01-02 01-04 03-26 05-03 05-31 08-02 11-30 12-25 12-26 12-27 12-28
    2028 01-01 01-02 01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26
    calendar us-federal
    origin 5 U.S.C. 6103; https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
    2021 01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31
    2022 01-01 01-17 02-21 05-30 06-19 06-20 07-04 09-05 10-10 11-11 11-24 12-25 12-26
    2023 01-01 01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-11 11-23 12-25
    2024 01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25
    2025 01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25
    2026 01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25
    2027 01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31
    2028 01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-11 11-23 12-25
    2029 01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-11 11-12 11-22 12-25
    2030 01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25
    """
}
