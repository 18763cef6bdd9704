#!/usr/bin/env python3
"""Compares 10,000 seeded numbers, as PhoneReader and NumberZones read them, with PyPI's phonenumbers.

    /tmp/place/bin/python Scripts/compare-place-tables.py [SEED]

Writes the sample, runs the test that reads it, and leaves the count of differences on stdout: `zones` where both agree
on the number, `+1` in validity, region or type of +1 numbers, `library` in those of all others (the machine's
libphonenumber is older than the sample's source).
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile

import phonenumbers

import place_source as source

TYPES = {
    0: "fixed_line", 1: "mobile", 2: "fixed_line_or_mobile", 3: "toll_free", 4: "premium_rate", 5: "shared_cost",
    6: "voip", 7: "personal", 8: "pager", 9: "uan", 10: "voicemail", 99: "unknown",
}
SIZE = 10_000


def is_fiction(number):
    return number.country_code == 1 and number.national_number % 10**7 // 100 == 55501


def geographic(area):
    return any(
        phonenumbers.number_type(phonenumbers.PhoneNumber(1, area * 10**7 + exchange * 10**4 + 1234)) in (0, 1, 2)
        for exchange in range(200, 1000)
    )


def region_of(area):
    for exchange in range(200, 1000):
        number = phonenumbers.PhoneNumber(1, area * 10**7 + exchange * 10**4 + 1234)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.region_code_for_number(number)
    return None


def expected(text):
    """state, country, type, zones; `555-01xx` in an area with places is an ordinary number by our own rule."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ("invalid", "", "unknown", "")
    if is_fiction(number) and len(text) == 12 and geographic(number.national_number // 10**7):
        zones = source.current(source.tz.time_zones_for_geographical_number(number))
        return ("valid", region_of(number.national_number // 10**7), "fixed_line_or_mobile", ";".join(zones))
    # Numbers of +1 have ten digits and an exchange from 200 on. The source also knows 310-xxxx, which is dialed
    # within Canada alone, and one of its patterns (8[024]9[01]) forgets the exchange.
    national = number.national_number
    is_complete = number.country_code != 1 or (national >= 2 * 10**9 and national // 10**4 % 1000 >= 200)
    if not phonenumbers.is_valid_number(number) or not is_complete:
        return ("invalid", "", "unknown", "")
    kind = TYPES[phonenumbers.number_type(number)]
    if number.country_code in source.SATELLITE:
        kind = "satellite"
    return ("valid", phonenumbers.region_code_for_number(number), kind, ";".join(source.zones(number)))


def examples():
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    kinds = [kind for kind in range(0, 11)]
    found = []
    for region in regions:
        for kind in kinds:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                found.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        number = phonenumbers.example_number_for_non_geo_entity(code)
        if number is not None:
            found.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found


def sample(seed):
    draw = random.Random(seed)
    numbers = [f"+1500555{line:04}" for line in range(0, 10)]
    numbers += [f"+1{area}5550{draw.randint(100, 199)}" for area in range(200, 1000)]
    numbers += [f"+4420794{draw.randint(60000, 60999)}" for _ in range(200)]
    known = examples()
    while len(numbers) < SIZE:
        choice = draw.random()
        if choice < 0.4:
            numbers.append(f"+1{draw.randint(200, 999)}{draw.randint(200, 999)}{draw.randint(0, 9999):04}")
        elif choice < 0.9:
            number = draw.choice(known)
            keep = draw.randint(min(5, len(number) - 1), len(number) - 1)
            tail = "".join(str(draw.randint(0, 9)) for _ in range(len(number) - keep))
            numbers.append(number[:keep] + tail)
        else:
            numbers.append("+" + str(draw.randint(10**8, 10**13)))
    return numbers


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
        for text in sample(seed):
            file.write(",".join((text,) + expected(text)) + "\n")
    print("phonenumbers", source.VERSION, "seed", seed, "numbers", SIZE)
    root = pathlib.Path(__file__).parent.parent
    environment = dict(os.environ, DIALER_PLACE_SAMPLE=file.name)
    command = ["swift", "test", "--filter", "PlaceComparisonTests"]
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    for line in result.stdout.splitlines():
        if line.startswith(("difference", "differences")):
            print(line)
    os.unlink(file.name)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
