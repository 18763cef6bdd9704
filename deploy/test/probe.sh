#!/bin/bash
# Runs inside the booted container (deploy/test-service.sh). Standard output is the report: `ok STATE` or
# `missing STATE: what was seen` a line, `end` last.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
account=AC00000000000000000000000000000005
token=00000000000000000000000000000005
sandbox=http://127.0.0.1:4010
configuration=(--config /etc/dialer/dialer.yaml)

ok() { echo "ok $1"; }
missing() { printf 'missing %s: %s\n' "$1" "$(tr '\n' '|' <<<"${2:-}" | cut -c 1-400)"; }
# check STATE COMMAND…: the command succeeds.
check() {
  local state="$1" said
  shift
  if said="$("$@" 2>&1)"; then ok "$state"; else missing "$state" "exit $?: $said"; fi
}
# eventually SECONDS COMMAND…: asks ten times a second.
eventually() {
  local turns=$(($1 * 10))
  shift
  while ((turns-- > 0)); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}
property() { systemctl show --value --property "$1" dialer.service; }
is() { [[ "$(property "$1")" == "$2" ]]; }
says() { [[ "$(property StatusText)" == *"$1"* ]]; }
status() { dialer status --output json "${configuration[@]}"; }
# What a program prints of JSON on standard input, given as a Python expression over `d`.
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
calls() { curl -s -u "$account:$token" "$sandbox/2010-04-01/Accounts/$account/Calls.json?PageSize=1000"; }
count() { calls | json "sum(1 for c in d['calls'] if c['status'] in '$1'.split() or not '$1')"; }
journal() { journalctl --quiet --no-pager --unit dialer.service "$@"; }

# --- The package -----------------------------------------------------------------------------------------------------

check "the package installs" dpkg -i /out/dialer.deb
check "it makes the group" getent group dialer
check "it starts nothing" is ActiveState inactive
check "manual pages are there" test -s /usr/share/man/man1/dialer.1.gz -a -s /usr/share/man/man5/dialer.yaml.5.gz \
  -a -s /usr/share/man/man5/dialer-campaign.5.gz
check "the bash completion is one" bash -n /usr/share/bash-completion/completions/dialer
check "the configuration as installed is valid" dialer check --strict "${configuration[@]}"
check "the demo finds its samples" bash -c 'cd / && dialer demo --until 2027-03-02T14:10:00Z >/dev/null'
said="$(systemd-analyze verify dialer.service 2>&1)"
if [[ -z "$said" ]]; then ok "systemd-analyze verify says nothing"; else missing "verify says nothing" "$said"; fi
score="$(systemd-analyze security --no-pager dialer.service 2>/dev/null | sed -n 's/.*exposure level.*: \([0-9.]*\).*/\1/p')"
if awk -v s="${score:-9}" 'BEGIN { exit !(s <= 1.5) }'; then ok "exposure $score"; else missing "exposure <= 1.5" "$score"; fi

# --- An account whose customers live where it is day -----------------------------------------------------------------

case "$((10#$(date -u +%H)))" in
9 | 10 | 11 | 12 | 13) country=GB zone=Europe/London prefix=4420794601 from=+442079460099 rate=44 ;;
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8) country=AU zone=Australia/Sydney prefix=612555001 from=+61255500199 rate=61 ;;
*) country=US zone=America/New_York prefix=121255501 from=+14155550100 rate=1 ;;
esac
cat >/etc/dialer/dialer.yaml <<YAML
home_country: $country
time_zone: $zone
campaigns: campaigns
store: sqlite:/var/lib/dialer/dialer.db
server: {socket: /run/dialer/dialer.sock}
customers: [{csv: customers.csv}]
rates: {card: rates.csv}
twilio: {base_url: "$sandbox", from: "$from", calls_per_second: 2, concurrent_calls: 20}
budget: {currency: USD, per_day: 500.00}
YAML
printf 'prefix,price_per_minute,increment,label\n%s,0.0100,60,Home\n' "$rate" >/etc/dialer/rates.csv
{
  echo id,name,phone,kind,time_zone
  for n in $(seq 0 79); do printf 'P%02d,Ada,+%s%02d,plain,%s\n' "$n" "$prefix" "$n" "$zone"; done
  for n in 95 96 97; do printf 'S%02d,Ben,+%s%02d,slow,%s\n' "$n" "$prefix" "$n" "$zone"; done
} >/etc/dialer/customers.csv
campaign() { # ID KIND CONCURRENCY PRIORITY
  cat <<YAML
campaign: $1
purpose: service
priority: $4
segment: {where: {kind: $2}, order_by: [id]}
calling_hours:
  open:
    daily: ["08:05-20:55"]
pacing: {concurrent_calls: $3, calls_per_second: 2}
call: {ring_timeout: 20s, max_duration: 1m, answer: {say: "Hello {{name}}."}}
YAML
}
campaign plain plain 6 3 >/etc/dialer/campaigns/plain.yaml
campaign slow slow 1 1 >/run/slow.yaml
chown root:dialer /etc/dialer/customers.csv && chmod 0640 /etc/dialer/customers.csv
cat >/run/scenario.json <<'JSON'
{"default": {"answered": "100%", "ring": {"mean": "2s"}, "talk": {"mean": "3s", "sd": "1s"}},
 "faults": [{"kind": "slow", "number": "*95", "delay": "6s"}, {"kind": "slow", "number": "*96", "delay": "6s"},
            {"kind": "slow", "number": "*97", "delay": "6s"}]}
JSON
export TWILIO_ACCOUNT_SID=$account TWILIO_AUTH_TOKEN=$token
dialer sandbox --calls-per-second 0.5 --scenario /run/scenario.json "${configuration[@]}" >/out/sandbox.log 2>&1 &
unset TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN
eventually 10 curl -s -o /dev/null "$sandbox/sandbox/report"

# --- Credentials, start ----------------------------------------------------------------------------------------------

systemctl start dialer.service 2>/dev/null
if is ExecMainStatus 78 && is NRestarts 0; then
  ok "without credentials the start ends with 78 and is not repeated"
else
  missing "exit 78 without credentials" "$(property ExecMainStatus) $(property NRestarts) $(journal -n 3 -o cat)"
fi
systemctl reset-failed dialer.service
install -d -m 0700 /etc/credstore.encrypted
for name in TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN; do
  value="$account"
  [[ "$name" == TWILIO_AUTH_TOKEN ]] && value="$token"
  printf '%s' "$value" | systemd-creds encrypt --with-key=host --name=$name - /etc/credstore.encrypted/$name
done
check "dialer init makes the store" dialer init --folder /etc/dialer --yes
check "start: READY came" systemctl start dialer.service
check "active" is ActiveState active
pid="$(property MainPID)"
if [[ "$(stat -c %U:%G "/proc/$pid")" == dialerd:dialer ]]; then
  ok "a dynamic user with the static group"
else
  missing "a dynamic user with the static group" "$(stat -c %U:%G "/proc/$pid")"
fi
if [[ "$(stat -c %G:%a /run/dialer/dialer.sock)" == dialer:660 ]]; then
  ok "the socket is its group's, mode 0660"
else
  missing "the socket is its group's" "$(stat -c %G:%a /run/dialer/dialer.sock)"
fi
useradd --groups dialer operator && useradd stranger
check "a member of the group may ask" runuser -u operator -- dialer status "${configuration[@]}"
if runuser -u stranger -- dialer status "${configuration[@]}" >/dev/null 2>&1; then
  missing "nobody else may" "a stranger had an answer"
else
  ok "nobody else may"
fi
check "the status line shows live calls" eventually 20 says "live calls, "
echo "   $(property StatusText)"

# --- Reload ----------------------------------------------------------------------------------------------------------

echo "# edited" >>/etc/dialer/campaigns/plain.yaml
check "a good reload succeeds" systemctl reload dialer.service
echo "segmnt: {}" >>/etc/dialer/campaigns/plain.yaml
if systemctl reload dialer.service 2>/dev/null; then
  missing "a bad reload fails" "systemctl reload succeeded"
else
  ok "a bad reload fails"
fi
if journal -o cat | grep -q 'plain.yaml:[0-9]*:[0-9]*'; then
  ok "its diagnostics are in the journal"
else
  missing "its diagnostics are in the journal" "$(journal -n 5 -o cat)"
fi
if is ActiveState active && [[ "$(property MainPID)" == "$pid" ]]; then
  ok "what ran goes on"
else
  missing "what ran goes on" "$(property ActiveState)"
fi
sed -i '$d' /etc/dialer/campaigns/plain.yaml
check "after the correction a reload succeeds" systemctl reload dialer.service

# --- Kill switch -----------------------------------------------------------------------------------------------------

queueing() { [[ "$(count queued)" -gt 0 ]]; }
eventually 20 queueing
killed() { [[ "$(status | json "d['state'] + str([c['code'] for c in d['conditions']])")" == "stopped['kill-switch']" ]]; }
touch /etc/dialer/STOP
check "the kill switch is seen within a second" eventually 1 killed
check "the status line shows it" eventually 3 says kill-switch
sleep 1
before="$(count '')"
sleep 4
after="$(count '')"
if [[ "$before" == "$after" && "$(count queued)" == 0 ]]; then
  ok "no call starts, none is left in the carrier's queue"
else
  missing "no call starts" "$before calls, then $after; queued $(count queued)"
fi
rm /etc/dialer/STOP
grown() { [[ "$(count '')" -gt "$after" ]]; }
check "without the file calls go on" eventually 10 grown

# --- Stop with requests under way ------------------------------------------------------------------------------------

cp /run/slow.yaml /etc/dialer/campaigns/slow.yaml
systemctl reload dialer.service
canceled="$(count canceled)"
dialing() { status | json "[c['live'] for c in d['campaigns'] if c['campaign']=='slow'][0]" | grep -q 1; }
check "a request is under way" eventually 10 dialing
slow_calls() { calls | json "sum(1 for c in d['calls'] if c['to'][-2:] in ('95','96','97'))"; }
systemctl stop dialer.service
if is Result success && is ExecMainStatus 0; then ok "stop: exit 0"; else missing "stop: exit 0" "$(property Result)"; fi
answered="$(dialer activities --output ndjson "${configuration[@]}" | grep -c '"campaign":"slow".*"call_sid":"CA')"
if [[ "$answered" == "$(slow_calls)" && "$answered" -ge 1 ]]; then
  ok "the request under way had its answer, and it is on disk"
else
  missing "the request under way had its answer" "$answered with a sid, $(slow_calls) at the carrier"
fi
if [[ "$(count queued)" == 0 && "$(count canceled)" -gt "$canceled" ]]; then
  ok "calls in the carrier's queue were cancelled"
else
  missing "calls in the carrier's queue were cancelled" "queued $(count queued), canceled $canceled to $(count canceled)"
fi
rm /etc/dialer/campaigns/slow.yaml

# --- Watchdog --------------------------------------------------------------------------------------------------------

install -d /etc/systemd/system/dialer.service.d
printf '[Service]\nWatchdogSec=3s\nRestartSec=1s\nEnvironmentFile=-/run/fail-point\n' \
  >/etc/systemd/system/dialer.service.d/test.conf
systemctl daemon-reload
if grep -q wedged-queue /usr/bin/dialer; then
  printf 'DIALER_FAIL_POINT=wedged-queue\nDIALER_FAIL_POINT_AT=10\n' >/run/fail-point
  systemctl start dialer.service
  rm /run/fail-point
  how="a wedged queue"
else
  systemctl start dialer.service
  kill -STOP "$(property MainPID)"
  how="a stopped process (no fail points in this build)"
fi
restarted() { [[ "$(property NRestarts)" -ge 1 ]]; }
check "watchdog: $how is ended and started again" eventually 45 restarted
if journal -o cat | grep -q 'Watchdog timeout'; then ok "by the watchdog"; else missing "by the watchdog" ""; fi
check "the next life is ready" eventually 20 is ActiveState active
sleep 7
if is ActiveState active && is NRestarts 1; then
  ok "which is fed: over two timeouts no further restart"
else
  missing "the next life is fed" "$(property ActiveState), $(property NRestarts) restarts"
fi
per_number="$(curl -s -u "$account:$token" "$sandbox/sandbox/report" | json "d['max_per_number']")"
if [[ "$per_number" == 1 ]]; then ok "nobody was called twice"; else missing "nobody was called twice" "$per_number"; fi
systemctl stop dialer.service

# --- A second SIGINT -------------------------------------------------------------------------------------------------

cp /run/slow.yaml /etc/dialer/campaigns/slow.yaml
interrupted() {
  TWILIO_ACCOUNT_SID=$account TWILIO_AUTH_TOKEN=$token dialer run "${configuration[@]}" >/dev/null 2>&1 &
  local child=$!
  eventually 15 dialing || { kill -KILL $child; return 1; }
  kill -INT $child && sleep 0.5 && kill -INT $child
  wait $child
  [[ $? == 130 ]]
}
check "a second SIGINT ends at once with 130" interrupted

# --- Journal ---------------------------------------------------------------------------------------------------------

for wanted in "3 The files were not loaded" "4 An operator should see this" "5 The files were loaded anew" \
  "6 An attempt changed"; do
  if journal --output json | grep "\"PRIORITY\":\"${wanted%% *}\"" | grep -q "\"MESSAGE\":\"${wanted#* }"; then
    ok "journal: priority ${wanted%% *}, ${wanted#* }"
  else
    missing "journal: priority ${wanted%% *}" "${wanted#* }"
  fi
done
echo "   $(journal -o cat | grep -m 1 'An attempt changed')"
if journal -o cat | grep -q -E "$prefix[0-9]{2}"; then
  missing "no full number in the journal" "$(journal -o cat | grep -m 1 -E "$prefix[0-9]{2}")"
else
  ok "no full number in the journal"
fi
journal -o short-precise >/out/journal.txt
journal -o json --output-fields=PRIORITY,MESSAGE >/out/journal.json

# --- Removal ---------------------------------------------------------------------------------------------------------

systemctl start dialer.service
check "removing the package stops the service" dpkg -r dialer
if [[ "$(systemctl is-active dialer.service)" != active && -s /var/lib/private/dialer/dialer.db ]]; then
  ok "and keeps the store"
else
  missing "and keeps the store" "$(ls -la /var/lib/private/dialer 2>&1)"
fi
echo end
