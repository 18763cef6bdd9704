#!/usr/bin/env python3
"""Writes campaigns/customers.csv: 500 invented customers, the same ones every time (the seed is below).

No number in the file can reach a person. Every valid number lies in a range that the country's regulator keeps
free for fiction:

  US, CA  +1 NPA 555-0100 to 555-0199   ATIS, 555 NXX Assignment Guidelines (ATIS-0300048)
  GB      0113, 0114, 0115, 0116, 0117, 0121, 0131, 0141, 0151, 0161 496 0000 to 0999, 020 7946 0000 to 0999,
          0909 879 0000 to 0999 (premium rate)   Ofcom, "Telephone numbers for use in TV and radio drama"
  DE      030 23125 000 to 999, 040 66969 000 to 999, 0221 4710 000 to 999, 069 90009 000 to 999,
          089 99998 000 to 999   Bundesnetzagentur, Amtsblatt 7/2021, Mitteilung 148/2021 ("Drama Numbers")
  FR      01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49 and four digits   ARCEP, Decision 2018-0881, annex
  SE      070-174 06 05 to 06 99, 08-465 004 00 to 04 99, 031-390 06 00 to 06 99,
          040-628 04 00 to 04 99   PTS, "Telefonnummer for anvandning i bocker och filmer"
  AU      02, 03, 07, 08 followed by 5550 and four digits   ACMA, "Phone numbers for use in TV shows, films and
          creative works"

TidyTests hold the same ranges (Tests/TidyTests/PhoneNumberRule.swift). Run: Scripts/generate-sample-customers.py
"""

import csv
import datetime
import pathlib
import random

SEED = 20270302
DEMO_DAY = datetime.date(2027, 3, 2)
HEADER = ["id", "name", "phone", "country", "state", "postal_code", "time_zone", "status", "email", "tags",
          "plan_ends", "lifetime_value", "reminders"]
# The caller ID and the test number of dialer.yaml are nobody's own number.
RESERVED = {"+14155550100", "+14155550123"}

# Given names and family names of one tradition stand in one row; a customer's two names come from one row.
NAMES = [
    ("Ava Noah Emma Liam Grace Owen", "Carter Bennett Hughes Foster Palmer Reed"),
    ("Sofia Mateo Valentina Diego Camila Javier", "Ramos Herrera Castillo Vega Morales Fuentes"),
    ("Aaliyah Malik Imani Darius Nia Andre", "Freeman Banks Coleman Brooks Hayes Dorsey"),
    ("Mei Jun Lan Wei Hua Bo", "Chen Liu Zhao Huang Xu Lin"),
    ("Priya Arjun Ananya Rohan Kavya Vikram", "Sharma Patel Iyer Reddy Banerjee Nair"),
    ("Yuki Haruto Sakura Ren Aoi Kenji", "Tanaka Sato Nakamura Kobayashi Ito Mori"),
    ("Min-jun Seo-yeon Ji-ho Ha-eun Do-yun Su-bin", "Kim Park Choi Jung Kang Yoon"),
    ("Linh Minh Trang Huy Thao Duc", "Nguyen Tran Pham Vu Dang Bui"),
    ("Amina Omar Layla Yusuf Fatima Karim", "Haddad Mansour Khalil Nasser Aziz Saleh"),
    ("Adaeze Chidi Ngozi Emeka Ifeoma Obinna", "Okafor Eze Nwosu Adeyemi Balogun Okoro"),
    ("Kiana Keoni Leilani Makoa Nalani Kaleo", "Kahale Mahoe Kealoha Akana Kalani Nakoa"),
    ("Olena Andriy Zofia Piotr Ivana Marek", "Kovalenko Shevchuk Nowak Kowalski Horvat Novák"),
    ("Ingrid Lars Freja Anders Astrid Nils", "Lindqvist Berglund Holm Sørensen Dahl Ekström"),
    ("Élise Julien Camille Théo Chloé Rémi", "Lefèvre Moreau Girard Fournier Marchand Besson"),
    ("Lena Jonas Hannah Felix Greta Moritz", "Müller Schäfer Köhler Vogel Brandt Jäger"),
    ("Aoife Cian Niamh Oisín Saoirse Fionn", "Byrne Gallagher Doyle Nolan Kavanagh Quinn"),
    ("Talia Eitan Noa Avi Shira Daniel", "Levy Cohen Mizrahi Peretz Shapiro Katz"),
    ("Elif Emre Zeynep Can Defne Kerem", "Yılmaz Demir Çelik Aydın Koç Şahin"),
]

# zone: (how many customers, [(area code, state, first three digits of a postal code)])
UNITED_STATES = {
    "America/New_York": (110, [("212", "NY", "100"), ("617", "MA", "021"), ("305", "FL", "331"),
                               ("404", "GA", "303"), ("215", "PA", "191"), ("202", "DC", "200")]),
    "America/Chicago": (80, [("312", "IL", "606"), ("214", "TX", "752"), ("504", "LA", "701"), ("612", "MN", "554")]),
    "America/Denver": (50, [("303", "CO", "802"), ("801", "UT", "841"), ("505", "NM", "871")]),
    "America/Los_Angeles": (80, [("213", "CA", "900"), ("415", "CA", "941"), ("206", "WA", "981"),
                                 ("702", "NV", "891")]),
    "America/Anchorage": (15, [("907", "AK", "995")]),
    "Pacific/Honolulu": (15, [("808", "HI", "968")]),
}
# (how many, country, [(prefix, first, last, digits of the rest, zone)])
ABROAD = [
    (14, "CA", [("+1416555", 100, 199, 4, "America/Toronto"), ("+1604555", 100, 199, 4, "America/Vancouver"),
                ("+1514555", 100, 199, 4, "America/Toronto")]),
    (36, "GB", [("+442079460", 0, 999, 3, "Europe/London"), ("+441134960", 0, 999, 3, "Europe/London"),
                ("+441314960", 0, 999, 3, "Europe/London"), ("+441614960", 0, 999, 3, "Europe/London"),
                ("+441174960", 0, 999, 3, "Europe/London")]),
    (16, "DE", [("+493023125", 0, 999, 3, "Europe/Berlin"), ("+494066969", 0, 999, 3, "Europe/Berlin"),
                ("+498999998", 0, 999, 3, "Europe/Berlin"), ("+492214710", 0, 999, 3, "Europe/Berlin")]),
    (14, "FR", [("+3319900", 0, 9999, 4, "Europe/Paris"), ("+3346571", 0, 9999, 4, "Europe/Paris"),
                ("+3335301", 0, 9999, 4, "Europe/Paris")]),
    (10, "SE", [("+467017406", 5, 99, 2, "Europe/Stockholm"), ("+468465004", 0, 99, 2, "Europe/Stockholm"),
                ("+463139006", 0, 99, 2, "Europe/Stockholm")]),
    (12, "AU", [("+6125550", 0, 9999, 4, "Australia/Sydney"), ("+6135550", 0, 9999, 4, "Australia/Melbourne"),
                ("+6175550", 0, 9999, 4, "Australia/Brisbane")]),
]
PREMIUM = [("US", "+1900555", 100, 199, 4), ("GB", "+449098790", 0, 999, 3)]
INVALID = ["n/a", "unknown", "ask at the desk", "555-0143", "(212) 555-0187", "0100", "+1 212 555", "+1 000 555 0123",
           "+1 212 555 01", "2125550144", "+44 20 7946", "+", "none", "see email", "+999 555 0100"]
WITHOUT_PHONE = 25
TOTAL = 500


class Sample:
    def __init__(self):
        self.random = random.Random(SEED)
        self.used = set(RESERVED)
        self.rows = []

    def number(self, prefix, first, last, digits):
        """A number of the range that no other customer has."""
        while True:
            number = prefix + str(self.random.randint(first, last)).zfill(digits)
            if number not in self.used:
                self.used.add(number)
                return number

    def add(self, phone, country, state="", postal_code="", zone=""):
        draw = self.random
        given, family = (draw.choice(part.split()) for part in draw.choice(NAMES))
        status = draw.choices(["active", "vip", "lapsed", "closed"], [72, 10, 12, 6])[0]
        self.rows.append({
            "name": f"{given} {family}", "phone": phone, "country": country, "state": state,
            "postal_code": postal_code, "time_zone": zone, "status": status, "tags": ";".join(self.tags(status)),
            "plan_ends": self.plan_ends(), "lifetime_value": self.value(),
            "reminders": draw.choices(["true", "false", ""], [88, 8, 4])[0],
        })

    def tags(self, status):
        chosen = [tag for tag, share in [("renewal", 0.88), ("maintenance", 0.10), ("newsletter", 0.30)]
                  if self.random.random() < share]
        return chosen + (["meter"] if status == "lapsed" or self.random.random() < 0.06 else [])

    def plan_ends(self):
        if self.random.random() < 0.04:
            return ""
        return (DEMO_DAY + datetime.timedelta(days=self.random.randint(2, 50))).isoformat()

    def value(self):
        cents = int(self.random.lognormvariate(5.4, 0.9) * 100)
        return "" if self.random.random() < 0.03 else f"{cents // 100}.{cents % 100:02d}"

    def american(self, zone, places):
        """Most name their zone or state, some only a number, some moved and kept the old area code."""
        draw = self.random
        area, state, postal = draw.choice(places)
        phone = self.number(f"+1{area}555", 100, 199, 4)
        kind = draw.random()
        if kind < 0.55:
            self.add(phone, "US", state, postal + f"{draw.randint(1, 99):02d}", zone)
        elif kind < 0.92:
            self.add(phone, "US", state, postal + f"{draw.randint(1, 99):02d}" if draw.random() < 0.7 else "")
        elif kind < 0.97:
            self.add(phone, "US")
        else:
            moved = draw.choice([place for _, places in UNITED_STATES.values() for place in places])
            self.add(phone, "US", moved[1], moved[2] + f"{draw.randint(1, 99):02d}")

    def build(self):
        for zone, (count, places) in UNITED_STATES.items():
            for _ in range(count):
                self.american(zone, places)
        for count, country, ranges in ABROAD:
            for _ in range(count):
                prefix, first, last, digits, zone = self.random.choice(ranges)
                number = self.number(prefix, first, last, digits)
                self.add(number, country, zone=zone if self.random.random() < 0.6 else "")
        for country, prefix, first, last, digits in PREMIUM:
            for _ in range(4):
                self.add(self.number(prefix, first, last, digits), country)
        for phone in INVALID:
            self.add(phone, "US", "NY")
        for _ in range(WITHOUT_PHONE):
            self.add("", "US", self.random.choice(["CA", "NY", "TX", "WA"]))
        self.share_numbers()
        self.random.shuffle(self.rows)
        assert len(self.rows) == TOTAL, len(self.rows)
        return self.rows

    def share_numbers(self):
        """Three households: two customers, one number."""
        for zone_start in (0, 110, 190):
            self.rows[zone_start + 1]["phone"] = self.rows[zone_start]["phone"]


def main():
    rows = Sample().build()
    path = pathlib.Path(__file__).resolve().parent.parent / "campaigns" / "customers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        for index, row in enumerate(rows, start=1):
            row["id"] = f"C{index:04d}"
            row["email"] = "" if index % 17 == 0 else f"customer{index:04d}@example.com"
            writer.writerow(row)


if __name__ == "__main__":
    main()
