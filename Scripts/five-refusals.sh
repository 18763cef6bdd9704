#!/usr/bin/env bash
# Shows `dialer explain` for five customers whom five gates refuse, and `dialer diff` of an edit that widens a campaign.
# Usage: five-refusals.sh [DIALER]
set -uo pipefail
dialer="$(realpath "${1:-"$(dirname "${BASH_SOURCE[0]}")/../.build/debug/dialer"}")"
[[ -x "$dialer" ]] || { echo "five-refusals: no program at $dialer: swift build --product dialer" >&2; exit 1; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
show() { printf '\n$ dialer %s\n' "$*"; "$dialer" "$@"; }

cat >dialer.yaml <<'YAML'
home_country: US
time_zone: America/New_York
campaigns: campaigns
store: sqlite:dialer.db
customers: [{csv: customers.csv, columns: {voice_consent: boolean, voice_consent_at: date}}]
rates: {card: rates.csv}
twilio: {base_url: "http://127.0.0.1:9", from: "+14155550100"}
budget: {currency: USD, per_day: 50.00}
international: {allow: [CA]}
YAML
mkdir campaigns
cat >campaigns/spring.yaml <<'YAML'
campaign: spring
purpose: service
live: true
segment:
  where: [{status: active}, {country: [US, CA]}]
  order_by: [id]
consent: {column: voice_consent, at: voice_consent_at, max_age: 540d}
calling_hours: {open: {mon-fri: ["09:00-17:00"]}}
call: {answer: {say: "Hello {{name}}, this is Acme."}}
attempts: {max: 3}
budget: {per_call: 0.50}
YAML
echo "prefix,price_per_minute,increment,label
1,0.014,60,North America
44,0.02,60,United Kingdom
1900,2.50,60,Premium" >rates.csv
echo "id,name,phone,country,state,status,voice_consent,voice_consent_at
C1,Ann,+12125550101,US,NY,lapsed,true,2027-01-05
C2,Bob,,US,NY,active,true,2027-01-05
C3,Cleo,+12125550103,US,NY,active,false,2027-01-05
C4,Dan,+18085550104,US,HI,active,true,2027-01-05
C5,,+12125550105,US,NY,active,true,2027-01-05
C6,Eve,+442079460106,GB,,active,true,2027-01-05" >customers.csv
"$dialer" init --yes >/dev/null 2>&1

for customer in C1 C2 C3 C4 C5; do show explain "$customer" --at 2027-03-02T10:00:00-05:00; done

git init -q . && git add dialer.yaml campaigns
git -c user.name=ops -c user.email=ops@example.com commit -qm "As it runs"
sed -i 's/\[US, CA\]/[US, CA, GB]/; s/"09:00-17:00"/"08:30-19:00"/' campaigns/spring.yaml
show diff HEAD
