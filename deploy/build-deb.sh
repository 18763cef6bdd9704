#!/usr/bin/env bash
# Builds the Debian package, with dpkg-deb alone. The last line of output is its path.
#   deploy/build-deb.sh BINARY [FOLDER]
# BINARY: the program as it is to be installed. FOLDER: where the package goes (default .build-deb).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary="${1:?usage: deploy/build-deb.sh BINARY [FOLDER]}"
folder="${2:-.build-deb}"
[[ -x "$binary" ]] || { echo "build-deb: $binary is no program; build it first: make deb" >&2; exit 64; }

version="$("$binary" --version | awk '{ print $NF }')"
architecture="$(dpkg --print-architecture)"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
chmod 0755 "$stage"

# What the program's own libraries need, as their packages say (dpkg's shlibs files). Libraries of a toolchain, which a
# debug build loads, belong to no package.
depends() {
  local soname library package name version
  objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }' | while read -r soname; do
    library="$(ldd "$1" | awk -v n="$soname" '$1 == n || $1 ~ "/" n "$" { print ($2 == "=>") ? $3 : $1; exit }')"
    # On merged-/usr systems dpkg knows a library by one of its two names.
    package="$(for path in "$library" "${library#/usr}" "/usr$library" "$(readlink -f "$library")"; do
      dpkg-query -S "$path" 2>/dev/null && break
    done | sed -n 's/^\([a-z0-9.+-]*\)\(:[a-z0-9]*\)\{0,1\}: .*/\1/p' | head -n 1)"
    [[ -n "$package" ]] || continue
    name="${soname%%.so*}" version="${soname##*.so.}"
    cat /var/lib/dpkg/info/"$package"{,:"$architecture"}.shlibs 2>/dev/null \
      | awk -v n="$name" -v v="$version" -v p="$package" \
        '$1 == n && $2 == v { $1 = $2 = ""; sub(/^ +/, ""); print; found = 1; exit } END { if (!found) print p }'
  done | sort -u | paste -s -d , | sed 's/,/, /g'
}

install -D -m 0755 "$binary" "$stage/usr/bin/dialer"
strip --strip-unneeded "$stage/usr/bin/dialer"
install -D -m 0644 deploy/dialer.service "$stage/lib/systemd/system/dialer.service"
install -D -m 0644 deploy/dialer.sysusers "$stage/usr/lib/sysusers.d/dialer.conf"
install -D -m 0644 deploy/dialer.yaml "$stage/etc/dialer/dialer.yaml"
install -d -m 0755 "$stage/etc/dialer/campaigns" "$stage/usr/share/man/man1" "$stage/usr/share/man/man5"

Scripts/generate-manuals.py "$binary" "$stage/manuals"
for page in "$stage"/manuals/*; do
  gzip -9 -n -c "$page" >"$stage/usr/share/man/man${page##*.}/$(basename "$page").gz"
done
rm -r "$stage/manuals"

completion() { # SHELL PATH
  install -d -m 0755 "$(dirname "$stage/$2")"
  "$binary" --generate-completion-script "$1" >"$stage/$2"
  chmod 0644 "$stage/$2"
}
completion bash usr/share/bash-completion/completions/dialer
completion zsh usr/share/zsh/vendor-completions/_dialer
completion fish usr/share/fish/vendor_completions.d/dialer.fish

# The samples: for `dialer demo` in share/dialer, for people under doc/dialer/examples.
for place in usr/share/dialer/campaigns usr/share/doc/dialer/examples/campaigns; do
  install -d -m 0755 "$stage/$place"
  install -m 0644 campaigns/*.yaml campaigns/*.csv campaigns/README.md "$stage/$place"
done
install -m 0644 campaign.schema.json dialer.schema.json "$stage/usr/share/dialer"
install -m 0644 campaign.schema.json dialer.schema.json "$stage/usr/share/doc/dialer/examples"
install -m 0644 deploy/dialer.yaml "$stage/usr/share/doc/dialer/examples/dialer.yaml"
install -m 0644 Documentation/Operations.md "$stage/usr/share/doc/dialer/Operations.md"
gzip -9 -n -c CHANGELOG.md >"$stage/usr/share/doc/dialer/changelog.gz"

install -d -m 0755 "$stage/DEBIAN"
echo /etc/dialer/dialer.yaml >"$stage/DEBIAN/conffiles"
install -m 0755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm "$stage/DEBIAN"
{
  echo "Package: dialer"
  echo "Version: $version"
  echo "Architecture: $architecture"
  echo "Maintainer: Dialer developers <dialer@example.com>"
  echo "Section: comm"
  echo "Priority: optional"
  echo "Installed-Size: $(du -k -s --exclude=DEBIAN "$stage" | cut -f 1)"
  echo "Depends: $(depends "$binary"), systemd (>= 252), tzdata, ca-certificates"
  echo "Description: call-campaign scheduler and auto-dialer"
  echo " Campaign files say who is called, when, how fast and for how much money. The"
  echo " daemon paces the calls, logs each as an Activity, and never makes one twice."
} >"$stage/DEBIAN/control"
(cd "$stage" && find usr lib etc -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)

mkdir -p "$folder"
package="$folder/dialer_${version}_${architecture}.deb"
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
