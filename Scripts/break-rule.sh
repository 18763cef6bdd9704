#!/usr/bin/env bash
# Breaks one rule of the engine at a time, in a copy of this repository, and shows which cases of the sample campaigns
# notice: a rule that no case misses is one that nobody tests. The copy is built once from the beginning (minutes).
# Usage: break-rule.sh [FOLDER]     FOLDER: where the copy is made and kept; default a temporary one
# Exit: 0 when every broken rule is noticed, 1 when one is not.
set -uo pipefail
root="$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")"
copy="${1:-"$(mktemp -d)"}"
mkdir -p "$copy"
git -C "$root" archive HEAD | tar -x -C "$copy" || exit 1
cd "$copy" || exit 1

# The rule in words, the file, what stands there, what is put in its place.
rules=(
  "the last minute of a window is callable|Sources/Engine/RowGates.swift|let margin = max(.minutes(1), campaign.call.ringTimeout + .seconds(15))|let margin = Interval.zero"
  "one open zone is enough|Sources/Engine/RowGates.swift|var names = place.zones|var names = Array(place.zones.suffix(1))"
  "attempt limits are one call looser|Sources/Engine/History.swift|if seen == limit.max {|if seen == limit.max + 1 {"
  "no gap between two calls|Sources/Engine/History.swift|guard let last, last + gap > now else { return nil }|guard let last, gap < .zero else { return nil }"
  "tries are not counted|Sources/Engine/Engine+Gates.swift|Int(campaigns[c].tries[entry]) >= world.campaigns[c].attempts.max ?|Int(campaigns[c].tries[entry]) > world.campaigns[c].attempts.max ?"
  "a budget may be passed by one call|Sources/Engine/Engine+Gates.swift|guard let cap, spend.committed + need > cap|guard let cap, spend.committed > cap"
  "a country needs no confirmation|Sources/Engine/Engine+Gates.swift|guard world.needsConfirmation[country] else { return nil }|guard world.needsConfirmation[country], country < 0 else { return nil }"
  "waits of retries are not kept|Sources/Engine/Engine+Gates.swift|return due > now ? Refusal(.retryWait, clearsAt: due) : nil|return due > now + .days(9) ? Refusal(.retryWait, clearsAt: due) : nil"
)

build() { swift build --product dialer >"$copy/build.log" 2>&1 || { tail -20 "$copy/build.log"; return 1; }; }
cases() { "$copy/.build/debug/dialer" test --config campaigns/dialer.yaml 2>&1; }

build || exit 1
echo "whole: $(cases | tail -1)"
missed=0
for rule in "${rules[@]}"; do
  IFS='|' read -r words file before after <<<"$rule"
  cp "$file" "$copy/kept.swift"
  python3 - "$file" "$before" "$after" <<'PY' || exit 1
import sys
path, before, after = sys.argv[1:]
text = open(path).read()
if text.count(before) != 1:
    sys.exit(f"break-rule: {path} has this {text.count(before)} times, not once: {before}")
open(path, "w").write(text.replace(before, after))
PY
  build || exit 1
  echo
  echo "broken: $words"
  cases >"$copy/cases.log"
  grep '^FAIL' "$copy/cases.log" | sed 's/^/  /'
  tail -1 "$copy/cases.log" | sed 's/^/  /'
  grep -q '^FAIL' "$copy/cases.log" || { missed=1; echo "  nobody noticed"; }
  cp "$copy/kept.swift" "$file"
done
exit "$missed"
