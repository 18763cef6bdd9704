#!/usr/bin/env bash
# Checks the format and runs the tests. Arguments go to `swift test` (Scripts/test.sh --filter EngineTests).
# The last line is `N passed, N failed`; the exit code is that of the first step that failed.
# DIALER_LONG_TESTS=1 adds the tests that take minutes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

code=0
swift format lint --strict -r Sources Tests Package.swift || code=$?

swift test --disable-xctest --xunit-output "$folder/report.xml" "$@"
tests=$?
((code)) || code=$tests

# A test function is one <testcase>; a failed one holds one <failure> for each issue, so the report's own attribute
# `failures` counts issues and not tests. Without XCTest the file has the name that was asked for.
report=("$folder"/report*.xml)
if [[ -s "${report[0]}" ]]; then
  read -r passed failed < <(awk '
    /<testcase/ { total++; open = 1 }
    open && /<failure/ { failed++; open = 0 }
    open && /<skipped/ { skipped++; open = 0 }
    END { print total - failed - skipped, failed + 0 }
  ' "${report[@]}")
else
  echo "the tests did not come to their end: see above (a build error, or a crash)" >&2
  passed=0
  failed=1
fi
((code == 0 && failed > 0)) && code=1
echo "$passed passed, $failed failed"
exit "$code"
