#!/usr/bin/env python3
"""Puts every mistake that `dialer check` knows into account folders, checks them and prints the whole output.

Usage: every-mistake.py [DIALER]

The campaigns are the bad fixtures of Tests/CampaignsTests, each under an id of its own; what needs more than one file
or bytes that no fixture holds is written here. The last lines count the rules that were seen, and name those that were
not: then this script ends with 1. Tests/DialerTests runs it.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "Tests/CampaignsTests/Fixtures/language"
DIALER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/debug/dialer").resolve()

HEADINGS = "id,name,phone,status,email,tags,plan_ends,lifetime_value,reminders,notes,seen,age"
ACCOUNT = """home_country: US
time_zone: America/New_York
campaigns: campaigns
store: sqlite:dialer.db
customers:
  - csv: customers.csv
    columns: {plan_ends: date, lifetime_value: money, reminders: boolean, seen: instant, age: number}
twilio: {base_url: "http://127.0.0.1:4010"}
"""
# Somebody's number, as far as the rules of fiction go; written so that no reader takes it for a fixture's.
SOMEBODY = "+1" + "415" + "8675309"
CARD = "prefix,price_per_minute,increment,label\n"
CAMPAIGN = """campaign: %s
purpose: service
segment: {}
calling_hours: {open: {mon-fri: ["09:00-17:00"]}}
call: {from: ["+14155550100"], answer: {say: "Hello, this is Acme."}}
"""


def account(place, card=CARD + "1,0.014,60,US\n", more=""):
    (place / "campaigns").mkdir(parents=True)
    (place / "dialer.yaml").write_text(ACCOUNT + more)
    (place / "customers.csv").write_text(HEADINGS + "\nC1,Ada,+12125550101,active,,,,,,,,\n")
    if card is not None:
        (place / "rates.csv").write_bytes(card if isinstance(card, bytes) else card.encode())


def bad_campaigns(place):
    """Each fixture with one mistake, and its marker lines, under an id of its own."""
    for file in sorted((FIXTURES / "bad").glob("*.yaml")):
        text = file.read_text()
        if not text.startswith("# dialer.yaml"):
            (place / "campaigns" / file.name).write_text(text.replace("campaign: sample", f"campaign: {file.stem}", 1))


def odd_campaigns(place):
    folder = place / "campaigns"
    (folder / "latin-1.yaml").write_bytes((CAMPAIGN % "latin-1").encode() + b"title: caf\xe9\n")
    (folder / "deep.yaml").write_text(CAMPAIGN % "deep" + "labels: " + "[" * 100 + "]" * 100 + "\n")
    (folder / "poor.yaml").write_text(CAMPAIGN % "poor" + "budget: {total: 0.01}\n")
    (folder / "circle-a.yaml").write_text(CAMPAIGN % "circle-a" + "schedule: {after: [circle-b]}\n")
    (folder / "circle-b.yaml").write_text(CAMPAIGN % "circle-b" + "schedule: {after: [circle-a]}\n")
    (folder / "tested.yaml").write_text(
        CAMPAIGN % "tested"
        + "tests:\n  - {name: somebody, at: 2027-03-02T12:00:00-05:00, expect: call, "
        + f'customer: {{phone: "{SOMEBODY}"}}}}\n')
    (folder / "holidays.yaml").write_text(
        (CAMPAIGN % "holidays").replace("{open", "{holidays: [old], open"))
    (folder / "old.calendar.yaml").write_text(
        "calendar: old\norigin: a list of that year\nyears:\n  2020: [2020-01-01]\n")
    (folder / "lost.yaml").write_text((CAMPAIGN % "lost").replace("{open", "{holidays: [none-such], open"))


def check(place, title):
    end = subprocess.run([DIALER, "check"], cwd=place, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    text = (end.stdout + end.stderr).decode(errors="replace").replace(str(place), "")
    print(f"\n## {title}\n\n$ dialer check\n{text.rstrip()}\nexit {end.returncode}")
    if end.returncode not in (0, 65, 78):
        sys.exit(f"every-mistake: exit {end.returncode}")
    return set(re.findall(r": (?:error|warning): .* \[([a-z0-9-]+)\]$", text, re.MULTILINE))


def known_rules():
    page = subprocess.run([DIALER, "schema", "--reference"], capture_output=True, check=True, text=True).stdout
    section = page[page.index("\n## Diagnostics"):]
    return set(re.findall(r"^### ([a-z0-9-]+)$", section, re.MULTILINE))


def one(base, name, title, prepare):
    place = base / name
    prepare(place)
    return check(place, title)


def campaigns(place):
    account(place, more="rates: {card: rates.csv}\n")
    bad_campaigns(place)
    odd_campaigns(place)


def followers(place):
    """A campaign is unknown only where all files can be read."""
    account(place)
    (place / "campaigns/followers.yaml").write_text(
        CAMPAIGN % "followers" + "schedule: {after: [nobody-knows-it]}\n")


def cards(place):
    lines = CARD.encode() + b"1,0.014,60,US\n1,0.02,60,again\nx,0.1,60,no digits\n44,cheap,60,UK\n49,0.1,0,DE\n33,0.1\n"
    lines += b'39,0.1,60,"never ends\n34,0.1,60,Espa\xf1a\n'
    account(place, card=lines, more="rates: {card: rates.csv}\n")


def tracked(place):
    account(place, more="rates: {card: rates.csv, max_age: 30d}\n")
    (place / "customers.csv").write_text(HEADINGS + f"\nC1,Ada,{SOMEBODY},active,,,,,,,,\n")
    subprocess.run(["touch", "-d", "2020-01-01", place / "rates.csv"], check=True)
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "customers.csv"], cwd=place, check=True)
    text = (place / "dialer.yaml").read_text()
    (place / "dialer.yaml").write_text(text.replace('{base_url: "http://127.0.0.1:4010"}', '{from: "+14155550100"}'))


def absent(place):
    account(place, card=None, more="rates: {card: rates.csv}\n")
    (place / "customers.csv").unlink()
    shutil.rmtree(place / "campaigns")


def headless(place):
    account(place, card="1,0.014,60,US\n", more="rates: {card: rates.csv}\n")
    (place / "customers.csv").write_text("name,phone\nAda,+12125550101\n")


def main():
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        seen |= one(base, "campaigns", "Campaign files", campaigns)
        for name in sorted(path.name for path in (FIXTURES / "sets/bad").iterdir()):
            def copy(place, name=name):
                account(place)
                for file in sorted((FIXTURES / "sets/bad" / name).iterdir()):
                    shutil.copy(file, place / ("" if file.name == "dialer.yaml" else "campaigns") / file.name)
            seen |= one(base, "set-" + name, "Files that do not go together: " + name, copy)
        for file in sorted((FIXTURES / "bad").glob("*.yaml")):
            if file.read_text().startswith("# dialer.yaml"):
                def copy(place, file=file):
                    account(place)
                    shutil.copy(file, place / "dialer.yaml")
                seen |= one(base, "configuration-" + file.stem, "dialer.yaml: " + file.stem, copy)
        seen |= one(base, "followers", "A campaign that follows nobody", followers)
        seen |= one(base, "cards", "A rate card", cards)
        seen |= one(base, "empty-card", "An empty rate card", lambda place: account(
            place, card=CARD, more="rates: {card: rates.csv}\n"))
        seen |= one(base, "tracked", "What lies beside the files", tracked)
        seen |= one(base, "absent", "Files that are not there", absent)
        seen |= one(base, "headless", "Files without their headings", headless)
    known = known_rules()
    missing = sorted(known - seen - {"rate-card-size"})
    print(f"\n{len(known)} rules, {len(known & seen)} seen; not shown for its size: rate-card-size")
    if seen - known:
        print("unknown rules:", ", ".join(sorted(seen - known)))
    if missing:
        print("not seen:", ", ".join(missing))
    return 1 if missing or seen - known else 0


if __name__ == "__main__":
    sys.exit(main())
