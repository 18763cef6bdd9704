#!/usr/bin/env bash
# Boots a real systemd in a container, installs the package there and takes the service through its states: each is
# printed, and the last line is a plain count. Needs root and, once, the network for systemd-container.
#   deploy/test-service.sh [BINARY]
# BINARY: a debug build (default .build/debug/dialer), whose fail points wedge the queue. A release build is put into the
# package instead when DIALER_PACKAGE_BINARY names one; the wedged queue is then a stopped process.
# Exit: 0 all seen, 1 one is missing, 77 this machine cannot boot a container (said politely; nothing was tested).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary="${DIALER_PACKAGE_BINARY:-${1:-.build/debug/dialer}}"

skip() {
  printf 'test-service: %s\n' "$@" "0 passed, 0 failed, skipped" >&2
  exit 77
}

[[ -x "$binary" ]] || { echo "test-service: no program at $binary: swift build --product dialer" >&2; exit 1; }
[[ "$(id -u)" == 0 ]] || skip "a container needs root"
if ! command -v systemd-nspawn >/dev/null; then
  apt-get -qq -y --no-install-recommends install systemd-container >/dev/null 2>&1 \
    || { apt-get -qq update && apt-get -qq -y --no-install-recommends install systemd-container; } >/dev/null 2>&1 \
    || skip "systemd-nspawn is missing and systemd-container cannot be installed"
fi

work="$(mktemp -d /run/dialer-test.XXXXXXXX)"
clean() {
  umount -q -R "$work/root" || true
  umount -q "$work/layer" || true
  rm -rf "$work"
}
trap clean EXIT

# The container's root: this machine's, with every change kept in memory. What lies on file systems of their own is not
# in it, so the toolchain's libraries (a debug build needs them) and the tests come in by bind mounts.
mkdir "$work"/{layer,root,out}
mount -t tmpfs -o size=1g tmpfs "$work/layer" || skip "tmpfs cannot be mounted here"
mkdir "$work"/layer/{upper,work}
mount -t overlay -o "lowerdir=/,upperdir=$work/layer/upper,workdir=$work/layer/work" overlay "$work/root" \
  || skip "overlay file systems cannot be mounted here"

package="$(deploy/build-deb.sh "$binary" "$work/out" | tail -n 1)"
cp "$package" "$work/out/dialer.deb"
cp -r deploy/test "$work/out/test"
binds=("--bind=$work/out:/out")
while read -r folder; do binds+=("--bind-ro=$folder"); done < <(
  ldd "$binary" | awk '/=> \// { print $3 }' | while read -r library; do dirname "$(readlink -f "$library")"; done \
    | grep -v -E '^/(usr/)?lib(/|$)' | sort -u)

root="$work/root"
# Only the probe runs; firstboot would wait for an answer, and tmp.mount would hide what lies under the temporary folder.
rm -rf "$root/etc/systemd/system"
install -d "$root/etc/systemd/system"
for unit in systemd-firstboot.service tmp.mount systemd-resolved.service systemd-networkd.service; do
  ln -s /dev/null "$root/etc/systemd/system/$unit"
done
install -m 0644 deploy/test/probe.service deploy/test/probe.target "$root/etc/systemd/system"
rm -f "$root/etc/machine-id" && touch "$root/etc/machine-id"

echo "booting systemd $(systemd --version 2>/dev/null | head -n 1 || systemctl --version | head -n 1)"
timeout 600 systemd-nspawn --quiet --register=no --keep-unit --private-network --directory="$root" "${binds[@]}" \
  --boot systemd.unit=probe.target >"$work/boot.log" 2>&1 </dev/null || true

if [[ ! -s "$work/out/report" ]]; then
  tail -n 30 "$work/boot.log" >&2
  skip "the container did not come up; above is what it said"
fi
cat "$work/out/report"
if [[ -n "${DIALER_TEST_KEEP:-}" ]]; then cp -r "$work/out" "$DIALER_TEST_KEEP"; fi
passed="$(grep -c '^ok ' "$work/out/report" || true)"
failed="$(grep -c '^missing ' "$work/out/report" || true)"
if ! grep -q '^end$' "$work/out/report"; then
  echo "the probe did not come to its end" >&2
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
((failed == 0))
