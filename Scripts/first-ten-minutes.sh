#!/usr/bin/env bash
# The first ten minutes of a new user, played from beginning to end on this machine; no telephone, no account.
#
#   Scripts/first-ten-minutes.sh [PATH OF dialer]
#
# Prints each command and what it says. Ends with 0 when every command ended as a reader is told it does. It works in
# a folder of its own and takes it away again; KEEP=1 leaves it there.
set -uo pipefail

program="${1:-dialer}"
program="$(command -v "$program")" || { echo "no dialer at ${1:-dialer}: build it, or name its path" >&2; exit 64; }
program="$(realpath "$program")"
home="$(mktemp -d)"
sandbox=""
daemon=""

finish() {
  for child in $daemon $sandbox; do kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; done
  if [[ -n "${KEEP:-}" ]]; then echo "kept: $home"; else rm -rf "$home"; fi
}
trap finish EXIT
cd "$home" || exit 73
mkdir bin && ln -s "$program" bin/dialer
export PATH="$home/bin:$PATH"
unset DIALER_CONFIG TWILIO_PHONE_NUMBER
export TWILIO_ACCOUNT_SID=AC00000000000000000000000000000010 TWILIO_AUTH_TOKEN=00000000000000000000000000000010

title() { printf '\n=== %s\n' "$*"; }
note() { printf '# %s\n' "$*"; }

# shows CODE COMMAND…: runs it and ends everything when it does not end with CODE.
shows() {
  local expected="$1" code=0 word
  shift
  printf '$'
  for word in "$@"; do
    [[ "$word" == *[[:space:]]* ]] && printf " '%s'" "$word" || printf ' %s' "$word"
  done
  printf '\n'
  "$@" </dev/null 2>&1 || code=$?
  if [[ "$code" != "$expected" ]]; then
    echo "the command ended with $code; $expected was expected" >&2
    exit 1
  fi
  if ((code != 0)); then printf '(exit %s)\n' "$code"; fi
}

# Waits until a command says yes, at most a minute.
until_true() {
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.2
  done
  echo "waited for a minute in vain: $*" >&2
  exit 1
}

title "1. init: four questions"
if command -v script >/dev/null; then
  note "the answers: a slip (usa), then US; Enter for zone and caller ID; 10.00"
  printf 'usa\nUS\n\n\n10.00\n' | script -qec "dialer init" /dev/null | tr -d '\r' || exit 1
else
  shows 0 dialer init --yes --home-country US --daily-budget 10.00
fi
[[ -f dialer.yaml && -f campaigns/first-campaign.yaml ]] || { echo "init wrote no files" >&2; exit 1; }

title "2. customers of our own"
cat >customers.csv <<'ROWS'
id,name,phone,country,state,postal_code,time_zone,status,email,tags
K1,Ada Ashford,+12125550101,US,NY,,America/New_York,active,ada@example.com,
K2,Ben Brook,+13105550102,US,CA,,America/Los_Angeles,active,ben@example.com,
K3,Cem Cole,,US,NY,,America/New_York,active,cem@example.com,
K4,Dora Dale,+12125550104,US,NY,,America/New_York,active,dora@example.com,
K5,Eve Elm,+442079460105,GB,,,Europe/London,active,eve@example.com,
K6,,+12125550106,US,NY,,America/New_York,active,six@example.com,
K7,Gus Grove,+12125550107,US,NY,,America/New_York,lapsed,gus@example.com,
K8,Hal Hill,+13105550108,US,CA,,America/Los_Angeles,active,hal@example.com,
ROWS
echo '44,0.0158,60,United Kingdom (sample price)' >>rates.csv
note "the two samples are gone: a file that lost so many may be incomplete, so that somebody has to say it is not"
shows 65 dialer customers import
shows 0 dialer customers import --allow-shrink
shows 0 dialer suppress add +12125550104 --reason "asked by letter"

title "3. check: a mistake, and its correction"
sed -i 's/ring_timeout:/ring_timeuot:/' campaigns/first-campaign.yaml
shows 65 dialer check
sed -i 's/ring_timeuot:/ring_timeout:/' campaigns/first-campaign.yaml
shows 0 dialer check

title "4. plan: a Tuesday from nine in New York, and the scenario that lets the sandbox play it"
shows 0 dialer plan --from 2027-03-02T14:00:00Z --until 2027-03-03T05:00:00Z --scenario day.json

title "5. demo: two hours of the sample campaigns"
shows 0 dialer demo --until 2027-03-02T15:00:00Z >demo.txt
head -n 6 demo.txt
echo "…"
tail -n 3 demo.txt

title "6. five customers, refused by five gates"
for customer in K3 K4 K5 K6 K8; do
  shows 0 dialer explain "$customer" --campaign first-campaign --at 2027-03-02T14:00:00Z
done
note "and all of them by reason, with what clears it"
shows 0 dialer explain --campaign first-campaign --at 2027-03-02T14:00:00Z

title "7. a carrier on this machine, and the daemon against it"
note "dialer sandbox --stepped --now 2027-03-02T14:00:00Z --scenario day.json &"
dialer sandbox --listen 127.0.0.1:0 --stepped --now 2027-03-02T14:00:00Z --scenario day.json >sandbox.txt 2>&1 &
sandbox=$!
until_true grep -q '^sandbox at ' sandbox.txt
address="$(sed -n 's/^sandbox at \(http:[^,]*\),.*/\1/p' sandbox.txt)"
sed -i "s|base_url: .*|base_url: $address|" dialer.yaml
shows 0 dialer run --once
shows 0 dialer activities
shows 0 dialer status

title "8. a daemon that stays: try, pause, today, halt"
note "dialer run &"
dialer run >run.txt 2>&1 &
daemon=$!
until_true bash -c 'dialer status --output json | grep -q "\"state\":\"running\""'
shows 0 dialer try first-campaign --as K1 --to +14155550123
shows 64 dialer try first-campaing --as K1 --to +14155550123
shows 77 dialer try first-campaign --as K1 --to +14155550199
shows 0 dialer pause first-campaign --reason "the text is wrong, see ticket 4711"
shows 0 dialer status
shows 1 dialer today
shows 0 dialer halt --all --reason "complaint, see ticket 4712"
shows 0 dialer status
shows 0 dialer resume --all --reason "both solved"
shows 0 dialer status
shows 0 dialer audit list --who "$(id -un)"

title "9. the end"
kill "$daemon" && wait "$daemon"
code=$?
daemon=""
echo "the daemon ended with $code"
exit "$code"
