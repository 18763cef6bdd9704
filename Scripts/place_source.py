"""What the place scripts take from PyPI's phonenumbers and the system's tzdata.

phonenumbers (Apache-2.0, https://pypi.org/project/phonenumbers/) is the Python port of Google's libphonenumber and
carries its data; tzdata is in the public domain.
"""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers import timezone as tz

ZONEINFO = "/usr/share/zoneinfo"
VERSION = phonenumbers.__version__
# Numbers of these types belong to no place.
PLACELESS = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER}
SATELLITE = {870, 881, 882, 883}


def tzdata_version():
    with open(f"{ZONEINFO}/tzdata.zi") as file:
        return file.readline().split()[-1]


def zone_tab():
    """(country, zone) pairs of zone.tab."""
    rows = []
    with open(f"{ZONEINFO}/zone.tab") as file:
        for line in file:
            if not line.startswith("#"):
                country, _, zone = line.rstrip("\n").split("\t")[:3]
                rows.append((country, zone))
    return rows


def links():
    """Old names to the names that zone.tab lists, from the links of the tzdata release."""
    listed = {zone for _, zone in zone_tab()}
    result = {}
    with open(f"{ZONEINFO}/tzdata.zi") as file:
        for line in file:
            if line.startswith("L "):
                _, target, name = line.split()[:3]
                if name not in listed and target in listed:
                    result[name] = target
    return result


LINKS = links()


def current(zones):
    """The zones under their present names: Asia/Calcutta is Asia/Kolkata."""
    return tuple(sorted({LINKS.get(zone, zone) for zone in zones}))


def zones(number):
    """The candidate zones of a valid number, by the rules of Sources/Campaigns/Place/NumberZones.swift."""
    kind = phonenumbers.number_type(number)
    region = phonenumbers.region_code_for_number(number)
    if kind in PLACELESS or number.country_code in SATELLITE or region == "001":
        return ()
    if number.country_code == 1:
        if kind == PhoneNumberType.VOIP and number.national_number // 10**7 == 600:
            return ()
        return current(tz.time_zones_for_geographical_number(number))
    return current(tz.time_zones_for_number(number))


def exchange_types(area):
    """Type by exchange (200 … 999) of one +1 area code, and the region; a type is None where no number is valid."""
    types, regions = {}, set()
    for exchange in range(200, 1000):
        kinds = set()
        for line in (1234, 5678):
            number = PhoneNumber(1, area * 10**7 + exchange * 10**4 + line)
            kind = phonenumbers.number_type(number)
            if kind != PhoneNumberType.UNKNOWN:
                kinds.add(kind)
                regions.add(phonenumbers.region_code_for_number(number))
        if kinds == {0, 1}:
            kinds = {2}
        types[exchange] = min(kinds) if kinds else None
    return types, sorted(regions)
