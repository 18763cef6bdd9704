#!/usr/bin/env python3
"""Gives `dialer check` files that no editor would write, and prints how long each took and what was said.

Usage: bad-input.py [DIALER]

Each is a campaign in a folder of its own. The check must end by itself with exit 65, naming file, line and column; a
signal, a time above 10 s or a finding without a place ends the script with 1. Tests/CampaignsTests/YAML has the same.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIALER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/debug/dialer").resolve()
LIMIT = 10.0

ACCOUNT = """home_country: US
time_zone: America/New_York
campaigns: campaigns
store: sqlite:dialer.db
twilio: {from: "+14155550100"}
"""

CAMPAIGN = """campaign: odd
purpose: service
segment: {}
calling_hours: {open: {mon-fri: ["09:00-17:00"]}}
call: {answer: {say: "Hello"}}
"""


def bomb():
    """Nine lists, each of nine aliases of the one before: 9^9 items when expanded."""
    lines = ["labels:", "  a: &a [x, x, x, x, x, x, x, x, x]"]
    for last, name in zip("abcdefgh", "bcdefghi"):
        lines.append(f"  {name}: &{name} [" + ", ".join([f"*{last}"] * 9) + "]")
    return CAMPAIGN + "\n".join(lines) + "\n"


INPUTS = [
    ("a file of 10 MB", CAMPAIGN + "# " + "x" * 10_000_000 + "\n"),
    ("an alias bomb, 9 levels of 9", bomb()),
    ("10,000 levels", CAMPAIGN + "labels: " + "[" * 10_000 + "]" * 10_000 + "\n"),
    ("10,000 levels of maps", CAMPAIGN + "labels: " + "{a: " * 10_000 + "1" + "}" * 10_000 + "\n"),
    ("invalid UTF-8", CAMPAIGN.encode() + b"title: caf\xe9 \xff\xfe\n"),
    ("a tab as indent", CAMPAIGN + "schedule:\n\tstarts: 2027-03-01\n"),
    ("a NUL byte", CAMPAIGN.encode() + b"title: a\x00b\n"),
    ("a key twice", CAMPAIGN + "purpose: survey\n"),
    ("a merge key that merges itself", CAMPAIGN + "labels: &me\n  a: 1\n  <<: *me\n"),
    ("a number beyond 64 bits",
     CAMPAIGN + "priority: 99999999999999999999999999\nbudget: {total: 99999999999999999999.00}\n"),
    ("a date that does not exist", CAMPAIGN + "schedule: {starts: 2027-02-29, ends: 2027-13-01}\n"),
    ("a zone that does not exist", CAMPAIGN.replace("{open", "{time_zone: Amerika/New_York, open")),
    ("UTF-16", ("\ufeff" + CAMPAIGN).encode("utf-16-le")),
    ("a pipe instead of a file", None),
]


def check(content):
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        (place / "campaigns").mkdir()
        (place / "dialer.yaml").write_text(ACCOUNT)
        file = place / "campaigns/odd.yaml"
        if content is None:
            os.mkfifo(file)
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        begin = time.monotonic()
        end = subprocess.run(
            [DIALER, "check"], cwd=place, capture_output=True, timeout=LIMIT * 6, stdin=subprocess.DEVNULL)
        text = (end.stdout + end.stderr).decode(errors="replace")
        return end.returncode, time.monotonic() - begin, text


def main():
    failures = 0
    for name, content in INPUTS:
        code, seconds, text = check(content)
        said = [line for line in text.splitlines() if ": error: " in line or line.startswith("help:")]
        said = [line for line in said if "live: true" not in line]
        placed = content is None or re.search(r"odd\.yaml:\d+:\d+: error: ", text) is not None
        ok = code in (65, 78) and seconds < LIMIT and placed
        failures += not ok
        print(f"{'ok  ' if ok else 'FAIL'} {name}: exit {code}, {seconds * 1000:.0f} ms")
        for line in (said or text.splitlines())[:4]:
            print(f"       {line[:180]}")
    print(f"{len(INPUTS)} inputs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
