#!/usr/bin/env python3
"""Time and peak memory of `dialer customers import` and `dialer plan` for many customers.

    Benchmarks/plan.py DIALER CUSTOMERS

Prints one JSON line for each command: figure, customers, seconds (wall clock), peak_mb (the largest resident set of
the process), exit. The numbers in the file are made up on the spot: a plan dials nothing.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

CONFIGURATION = """\
home_country: US
time_zone: America/New_York
campaigns: campaigns
store: sqlite:dialer.db
customers: [{csv: customers.csv, columns: {lifetime_value: money}}]
rates: {card: rates.csv}
twilio: {from: "+14155550100", calls_per_second: 50, concurrent_calls: 2000}
budget: {per_day: 100000}
"""

CAMPAIGN = """\
campaign: everybody
purpose: service
segment: {where: [{status: active}], order_by: [{lifetime_value: desc}]}
calling_hours: {open: {mon-fri: ["09:00-12:00", "13:00-20:00"], sat: ["10:00-16:00"]}}
pacing: {concurrent_calls: 2000, calls_per_second: 50}
call: {max_duration: 2m, answer: {say: "Hello {{name}}."}}
attempts: {max: 2, retry: {no-answer: [4h], busy: [2h]}}
"""

AREAS = [("212", "NY"), ("617", "MA"), ("404", "GA"), ("312", "IL"), ("214", "TX"), ("303", "CO"), ("801", "UT"),
         ("213", "CA"), ("206", "WA"), ("907", "AK"), ("808", "HI")]


def write_customers(path, count):
    draw = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name,phone,country,state,status,lifetime_value\n")
        for index in range(count):
            area, state = AREAS[index % len(AREAS)]
            serial = index // len(AREAS)
            number = f"+1{area}{200 + serial // 10000:03d}{serial % 10000:04d}"
            status = "active" if draw.random() < 0.9 else "lapsed"
            file.write(f"B{index},Customer {index},{number},US,{state},{status},{draw.randint(0, 99999) / 100:.2f}\n")


def run(figure, customers, folder, *command):
    """Runs a command in the folder, prints its line and gives the exit code."""
    began = time.monotonic()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps({"figure": figure, "customers": customers, "seconds": round(time.monotonic() - began, 2),
                      "peak_mb": round(usage.ru_maxrss / 1024, 1), "exit": code}), flush=True)
    return code


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    dialer, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "campaigns").mkdir()
        (folder / "campaigns" / "everybody.yaml").write_text(CAMPAIGN)
        (folder / "dialer.yaml").write_text(CONFIGURATION)
        (folder / "rates.csv").write_text("prefix,price_per_minute,increment,label\n1,0.0140,60,United States\n")
        write_customers(folder / "customers.csv", count)
        subprocess.run([dialer, "init", "--yes"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        codes = [
            run("customers-import", count, folder, dialer, "customers", "import"),
            run("plan", count, folder, dialer, "plan", "--from", "2027-03-02T13:00:00Z", "--output", "ndjson"),
        ]
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main()
