#!/usr/bin/env bash
# Shows what an operator sees when things go wrong, against the local sandbox: a second daemon, a disk that fills, a
# read-only file system, a carrier that is away at the start and at noon, a clock that is set.
# Usage: trouble.sh [DIALER]
# The tests of Tests/CrashTests/Trouble hold the same; this prints transcripts. Mounts need `unshare -rm`; where that is
# not granted its parts are left out, and it says so.
set -uo pipefail
dialer="$(realpath "${1:-"$(dirname "${BASH_SOURCE[0]}")/../.build/debug/dialer"}")"
[[ -x "$dialer" ]] || { echo "trouble: no program at $dialer: swift build --product dialer" >&2; exit 1; }

work="$(mktemp -d)"
children=()
end() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  rm -rf "$work"
}
trap end EXIT
set_clock="$(realpath "$(dirname "${BASH_SOURCE[0]}")/set-clock.c")"
line_to="$(realpath "$(dirname "${BASH_SOURCE[0]}")/line-to.py")"
cd "$work" || exit 1
export TWILIO_ACCOUNT_SID=AC00000000000000000000000000000002 TWILIO_AUTH_TOKEN=fedcba9876543210fedcba9876543210

title() { printf '\n## %s\n\n' "$1"; }
show() { printf '$ dialer %s\n' "$*"; "$dialer" "$@"; printf 'exit %s\n' "$?"; }
# The line that matches, once it is in the file.
await() {
  timeout 120 grep -m 1 -E "$1" < <(exec tail -n +1 --pid=$$ -F "$2" 2>/dev/null)
}
report() { curl -s "$base/sandbox/report" | grep -o '"calls":[0-9]*\|"max_per_number":[0-9]*' | paste -sd ' '; }

account() { # PORT STORE
  base="http://127.0.0.1:$1"
  cat >dialer.yaml <<YAML
home_country: US
time_zone: America/New_York
campaigns: campaigns
store: sqlite:$2
customers: [{csv: customers.csv}]
rates: {card: rates.csv}
twilio: {base_url: "$base", from: "+14155550100", calls_per_second: 5, concurrent_calls: 5}
budget: {currency: USD, per_day: 50.00}
YAML
  mkdir -p campaigns
  cat >campaigns/round.yaml <<'YAML'
campaign: round
title: A round of calls
purpose: service
owner: ops@example.com
live: true
segment: {where: [{country: US}], order_by: [id]}
calling_hours: {open: {mon-fri: ["09:00-20:00"]}}
pacing: {concurrent_calls: 5, calls_per_second: 5}
call: {ring_timeout: 20s, max_duration: 2m, answer: {say: "Hello {{name}}, this is a test of the line."}}
attempts: {max: 1}
budget: {total: 20.00}
YAML
  echo "prefix,price_per_minute,increment,label
1,0.014,60,United States" >rates.csv
  { echo "id,name,phone,country,time_zone"
    for n in $(seq -w 0 99); do echo "K$n,Customer $n,+121255501$n,US,America/New_York"; done; } >customers.csv
  rm -f dialer.db*
  "$dialer" init --yes >/dev/null 2>&1 || true
}

sandbox() { # PORT; its options are in `more`
  "$dialer" sandbox --listen "127.0.0.1:$1" --from +14155550100 --calls-per-second unlimited "${more[@]}" \
    >"sandbox-$1.log" 2>&1 &
  children+=($!)
  await 'sandbox at' "sandbox-$1.log" >/dev/null
}
stepped=(--stepped --now 2027-03-02T14:00:00Z)
port=$((20000 + $$ % 20000))

title "A second daemon on the same store"
more=("${stepped[@]}")
sandbox "$port"
account "$port" dialer.db
"$dialer" run >first.log 2>&1 &
first=$!
children+=("$first")
await state=placed first.log >/dev/null
show run --once
kill -TERM "$first"
wait "$first"
echo "the first goes on until it is stopped: exit $?, $(report)"

title "A disk that fills"
if unshare -rm true 2>/dev/null; then
  port=$((port + 1))
  sandbox "$port"
  account "$port" dialer.db
  sed -i 's|sqlite:dialer.db|sqlite:disk/dialer.db|' dialer.yaml
  mkdir -p disk
  # shellcheck disable=SC2016
  unshare -rm bash -c '
    mount -t tmpfs -o size=16m tmpfs disk && cp dialer.db disk/
    head -c 204800 /dev/zero >disk/reserve
    cat /dev/zero >disk/ballast 2>/dev/null
    rm disk/reserve
    echo "\$ dialer run --once            # 200 KiB are left"
    "$1" run --once 2>&1 | grep -v "An attempt changed"
    echo "exit ${PIPESTATUS[0]}"
    rm disk/ballast
    echo "\$ dialer run --once            # there is room again"
    "$1" run --once 2>&1 | grep -v "An attempt changed"
    echo "exit ${PIPESTATUS[0]}"' - "$dialer"
  report

  title "A store on a file system that is mounted read-only"
  cp dialer.db disk/
  # shellcheck disable=SC2016
  unshare -rm bash -c '
    mount --bind disk disk && mount -o remount,bind,ro disk
    echo "\$ dialer run --once"
    "$1" run --once
    echo "exit $?"' - "$dialer"
else
  echo "left out: no mounts in a name space of its own (unshare -rm)"
fi

title "The carrier cannot be reached at the start"
port=$((port + 1))
account "$port" dialer.db
"$dialer" run --clock wall >away.log 2>&1 &
daemon=$!
children+=("$daemon")
await condition=recovering away.log
show status | head -n 4
echo "… the carrier is back"
more=()
sandbox "$port"
await 'does not hold any more. condition=recovering' away.log
show status | head -n 4
kill -TERM "$daemon"
wait "$daemon"
echo "exit $?"

compiler="$(command -v clang || command -v cc || true)"
has_clock=
[[ -n "$compiler" ]] && "$compiler" -shared -fPIC -o set-clock.so "$set_clock" -ldl && has_clock=1
set_to() { printf '%-31s\n' $((ahead + $1)) | dd of=clock conv=notrunc status=none; }
# The programs below run on a clock of their own, which starts at an instant.
clock_from() {
  export SET_CLOCK="$PWD/clock"
  ahead=$(($(date -u -d "$1" +%s) - $(date +%s)))
  set_to 0
}
start() { LD_PRELOAD="$PWD/set-clock.so" "$dialer" run --clock wall >"$1" 2>&1 & daemon=$!; children+=("$daemon"); }
stop() { kill -TERM "$daemon"; wait "$daemon"; echo "exit $?, $(report)"; }

title "The carrier cannot be reached from noon on, in the middle of a campaign"
if [[ -n "$has_clock" ]] && command -v python3 >/dev/null; then
  port=$((port + 1))
  clock_from 2027-03-02T17:00:00Z
  more=(--now 2027-03-02T17:00:00Z)
  account $((port + 1)) dialer.db
  base="http://127.0.0.1:$port"
  sed -i 's/calls_per_second: 5/calls_per_second: 2/' campaigns/round.yaml dialer.yaml
  sandbox "$port"
  # The line to the carrier: while this does not run, nobody is at the address that the daemon knows.
  line() { python3 "$line_to" $((port + 1)) "$port" & line=$!; children+=("$line"); await . line-is-up >/dev/null; }
  rm -f line-is-up && touch line-is-up
  line
  start noon.log
  until (($(grep -c state=placed noon.log) >= 6)); do sleep 0.2; done
  kill "$line" && wait "$line"
  echo "… the line is cut"
  await 'should see this' noon.log
  sleep 5
  show status
  echo "meanwhile: $(report)"
  echo "… the line is back"
  rm -f line-is-up && touch line-is-up
  before="$(wc -l <noon.log)"
  line
  timeout 120 grep -m 1 'does not hold any more' < <(exec tail -n +"$before" --pid=$$ -F noon.log 2>/dev/null)
  show status | head -n 6
  stop
  grep -c ambiguous noon.log | sed 's/^/lines that say ambiguous: /'
else
  echo "left out: no C compiler or no python3"
fi

title "This machine's clock is set twelve hours forward, right again, and three hours back"
if [[ -n "$has_clock" ]]; then
  port=$((port + 2))
  clock_from 2027-03-02T15:00:00Z
  more=(--now 2027-03-02T15:00:00Z)
  account "$port" dialer.db
  sed -i 's/calls_per_second: 5/calls_per_second: 1/' campaigns/round.yaml dialer.yaml
  sandbox "$port"
  start set.log
  await state=placed set.log >/dev/null
  set_to 43200
  await condition=clock-set set.log
  echo "twelve hours forward: $(report)"
  set_to 0
  await 'should see this.*condition=clock-behind' set.log
  show status | head -n 3
  stop
  echo "… the clock is right; a restart goes by it"
  start again.log
  await state=placed again.log >/dev/null
  set_to -10800
  await 'should see this.*condition=clock-behind' again.log
  echo "three hours back: $(report)"
  stop
else
  echo "left out: no C compiler"
fi
