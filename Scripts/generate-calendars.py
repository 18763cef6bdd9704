#!/usr/bin/env python3
"""Writes the calendars that are shipped with the program, from PyPI's holidays.

    /tmp/calendars/bin/python Scripts/generate-calendars.py

A calendar names the day itself and the day on which it is observed. The script stops when the source lacks a day that
the statute behind the calendar gives by rule: it works these out again, without the source.
"""

import datetime
import pathlib
import sys

import holidays

TARGET = pathlib.Path(__file__).parent.parent / "Sources/Campaigns/Time/Holidays/CalendarTable.swift"
UNITED_STATES = range(2021, 2031)
BRITAIN = range(2025, 2029)
NATIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
STATUTE = "Banking and Financial Dealings Act 1971, schedule 1, and proclamations; https://www.gov.uk/bank-holidays"
FEDERAL = "5 U.S.C. 6103; https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/"


def day(year, month, weekday, which):
    """The which-th weekday (Monday 0) of a month; -1 is the last."""
    days = [
        found for found in (datetime.date(year, month, 1) + datetime.timedelta(n) for n in range(31))
        if found.month == month and found.weekday() == weekday
    ]
    return days[which if which < 0 else which - 1]


def easter(year):
    """Gregorian Easter by the anonymous algorithm of 1876."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    last = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * last) // 451
    month, rest = divmod(h + last - 7 * m + 114, 31)
    return datetime.date(year, month, rest + 1)


def federal(year):
    """The observed days of 5 U.S.C. 6103(a) and (b)."""
    found = [
        day(year, 1, 0, 3), day(year, 2, 0, 3), day(year, 5, 0, -1), day(year, 9, 0, 1), day(year, 10, 0, 2),
        day(year, 11, 3, 4),
    ]
    for month, which in [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]:
        date = datetime.date(year, month, which)
        found.append(date + datetime.timedelta({5: -1, 6: 1}.get(date.weekday(), 0)))
    return found


def british(year, nation):
    """The days that the schedule gives by rule."""
    friday = easter(year) - datetime.timedelta(2)
    found = [friday, day(year, 5, 0, 1), day(year, 5, 0, -1)]
    if nation == "SCT":
        return found + [day(year, 8, 0, 1)]
    return found + [friday + datetime.timedelta(3), day(year, 8, 0, -1)]


def rows(found, years):
    for year in years:
        days = sorted({date.strftime("%m-%d") for date in found if date.year == year})
        yield f"{year} " + " ".join(days)


def require(name, wanted, found):
    missing = sorted(date for date in wanted if date not in found)
    if missing:
        sys.exit(f"{name}: the source lacks {', '.join(map(str, missing))}")


def main():
    source = f"PyPI's holidays {holidays.__version__} (MIT)"
    calendars = []
    found = holidays.country_holidays("US", years=UNITED_STATES)
    require("us-federal", [date for year in UNITED_STATES for date in federal(year) if date.year == year], found)
    calendars.append(("us-federal", FEDERAL, list(rows(found, UNITED_STATES))))
    union = set()
    for name, code in NATIONS.items():
        found = holidays.country_holidays("GB", subdiv=code, years=BRITAIN)
        require(name, [date for year in BRITAIN for date in british(year, code)], found)
        union |= set(found)
        calendars.append((f"gb-bank-holidays-{name}", STATUTE, list(rows(found, BRITAIN))))
    calendars.append(("gb-bank-holidays", STATUTE + "; the days of all nations together", list(rows(union, BRITAIN))))
    lines = ["/// Calendars that are shipped, written by Scripts/generate-calendars.py: do not edit.", "///",
             f"/// Days as {source} has them, checked against the rules of the statutes that each names.",
             "enum CalendarTable {", f'  static let source = "{source}"', "",
             "  /// `calendar NAME`, `origin TEXT`, then a line a year: the year and its days.",
             '  static let text = """']
    for name, origin, years in sorted(calendars):
        lines += [f"    calendar {name}", f"    origin {origin}"] + [f"    {year}" for year in years]
    lines += ['    """', "}"]
    TARGET.write_text("\n".join(wrap(line) for line in lines) + "\n")


def wrap(line):
    """A line of at most 120 columns; what is longer goes on in the next, as the text's own escape has it."""
    if len(line) <= 120:
        return line
    cut = line.rfind(" ", 0, 118)
    return line[: cut + 1] + "\\\n" + wrap("    " + line[cut + 1 :])


if __name__ == "__main__":
    main()
