#!/usr/bin/env python3
"""Compares OpenHours with Python's zoneinfo around every change of offset from 2020 to 2040, in every zone.

    Scripts/compare-hours.py [FIRST-YEAR LAST-YEAR]

For each change the clocks of twelve days are read a quarter of an hour at a time, or minute by minute in a zone whose
changes lie elsewhere; hours, a closed day and the margin of 15 minutes lie on quarters, so that nothing is missed. The
questions lie between a day and a half before the change and a day and a half after it; zones without a change are asked
around one day of every fifth year. The test that reads the questions counts the differences, and this script ends as
it does.
"""

import collections
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile
import zoneinfo

ROOT = pathlib.Path(__file__).parent.parent
FOLDER = pathlib.Path("/usr/share/zoneinfo")
QUARTER = 900
DAY = 86_400
BEFORE, AFTER = 3 * DAY, 9 * DAY
ASKED = [-36, -24, -3, -1, 0, 1, 3, 24, 36]
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKS = [
    "daily 09:00-17:00", "daily 00:30-01:15 01:45-02:30 02:45-03:30", "mon-fri 00:00-24:00", "sun 01:00-03:00",
    "daily 23:30-24:00 00:00-00:30",
]
CLOSED = WEEKS[:2]
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def zones():
    """Every TZif file of the system, also those that are links."""
    found = []
    for path in sorted(FOLDER.rglob("*")):
        name = str(path.relative_to(FOLDER))
        if name.startswith(("posix/", "right/", "SystemV")) or not name[0].isupper() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(4) == b"TZif":
                found.append(name)
    return found


def read(name):
    with (FOLDER / name).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def clock(zone, second):
    """Date, weekday and minute of the day that clocks show."""
    local = (EPOCH + datetime.timedelta(seconds=second)).astimezone(zone)
    return local.date(), local.weekday(), local.hour * 60 + local.minute


def offset(zone, second):
    return (EPOCH + datetime.timedelta(seconds=second)).astimezone(zone).utcoffset()


def changes(zone, first, last):
    """The seconds at which the offset changes: hours are compared, then the hour is halved down to a second."""
    second, end = seconds(first), seconds(last + 1)
    before = offset(zone, second)
    while second < end:
        after = offset(zone, second + 6 * 3600)
        if after != before:
            low, high = second, second + 6 * 3600
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            yield high
        before = after
        second += 6 * 3600


def seconds(year):
    return int((datetime.datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())


def windows(text):
    """By weekday the open minutes, as a set of quarters; the more specific day replaces."""
    week, widths = [set() for _ in range(7)], [8] * 7
    for part in text.split(", "):
        days, *spans = part.split(" ")
        if days == "daily":
            chosen = range(7)
        else:
            ends = [NAMES.index(end) for end in days.split("-")]
            chosen = [(ends[0] + n) % 7 for n in range((ends[-1] - ends[0]) % 7 + 1)]
        quarters = set()
        for span in spans:
            opens, closes = [int(end[:2]) * 60 + int(end[3:]) for end in span.split("-")]
            quarters |= set(range(opens // 15, closes // 15))
        for day in chosen:
            if len(chosen) < widths[day]:
                week[day], widths[day] = quarters, len(chosen)
    return week


def answers(clocks, week, closed, margin):
    """For every step: the end of the open stretch that it is in, and the next one at which a call may start."""
    count = len(clocks)
    is_open = [date != closed and minute // 15 in week[weekday] for date, weekday, minute in clocks]
    closing, opening = [None] * count, [None] * count
    for n in reversed(range(count - 1)):
        if is_open[n]:
            closing[n] = closing[n + 1] if is_open[n + 1] else n + 1
        may_start = is_open[n] and closing[n] is not None and n + margin < closing[n]
        opening[n] = n if may_start else opening[n + 1]
    return closing, opening


def questions(name, zone, change, weeks, step):
    start = change // step * step - BEFORE
    clocks = [clock(zone, start + n * step) for n in range((BEFORE + AFTER) // step)]
    day_after = clock(zone, change)[0]
    margin = QUARTER // step
    for text, week in weeks:
        for closed in (None, day_after) if text in CLOSED else (None,):
            closing, opening = answers(clocks, week, closed, margin)
            label = text if closed is None else f"{text}!{closed}"
            for hours in ASKED:
                n = (BEFORE + hours * 3600) // step
                if opening[n] is None:
                    continue
                now = start + n * step
                if opening[n] == n:
                    # A stretch that does not end within the days that were read has no closing to compare.
                    if closing[n] is not None:
                        yield f"{name},{label},{now},open,{start + (closing[n] - margin) * step}"
                else:
                    yield f"{name},{label},{now},closed,{start + opening[n] * step}"


def main():
    first, last = [int(year) for year in sys.argv[1:3]] or [2020, 2040]
    weeks = [(text, windows(text)) for text in WEEKS]
    counts = collections.Counter()
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        for name in zones():
            zone = read(name)
            found = list(changes(zone, first, last))
            counts["zones"] += 1
            counts["changes"] += len(found)
            lines = []
            step = QUARTER if all(change % QUARTER == 0 for change in found) else 60
            if any(change % step for change in found):
                sys.exit(f"{name} changes in the middle of a minute")
            for change in found or [seconds(year) + 100 * DAY for year in range(first, last + 1, 5)]:
                lines += questions(name, zone, change, weeks, step)
            # One set of hours after the other, so that the program builds each once.
            lines.sort(key=lambda line: line.split(",")[1])
            file.write("".join(line + "\n" for line in lines))
            counts["questions"] += len(lines)
        file.flush()
        print(", ".join(f"{count} {what}" for what, count in counts.items()), flush=True)
        command = ["swift", "test", "--disable-xctest", "--filter", "HoursComparisonTests"]
        ran = subprocess.run(
            command + sys.argv[3:], cwd=ROOT, env=os.environ | {"DIALER_HOURS_QUESTIONS": file.name}, check=False,
            stdout=subprocess.PIPE, text=True)
    said = [line for line in ran.stdout.splitlines() if line.startswith(("hours: ", "difference "))]
    print("\n".join(said) or ran.stdout)
    sys.exit(ran.returncode)


if __name__ == "__main__":
    main()
