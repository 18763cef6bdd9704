#!/usr/bin/env bash
# Installs the system libraries that are missing and checks the Swift toolchain. Silent when nothing is missing.
set -euo pipefail

packages=(libyaml-dev libsqlite3-dev libcurl4-openssl-dev libphonenumber-dev libicu-dev pkg-config tzdata)
required=6.2

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 69
}

installed() {
  case "$1" in
    pkg-config) command -v pkg-config >/dev/null ;; # newer Debian releases provide it by pkgconf
    *) [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]] ;;
  esac
}

as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "these packages are missing: ${missing[*]}" "run as root: apt-get install ${missing[*]}"
  fi
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}"
}

if ! command -v dpkg-query >/dev/null; then
  fail "this system has no dpkg, so what is installed cannot be seen" \
    "install the equivalents of: ${packages[*]}, then run swift build"
fi

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done

if ((${#missing[@]})); then
  printf 'setup: installing %s\n' "${missing[*]}" >&2
  log="$(mktemp)"
  trap 'rm -f "$log"' EXIT
  # The package lists may be old or absent: update them only when the first try fails.
  if ! install_packages >"$log" 2>&1; then
    if ! { as_root apt-get -qq update && install_packages; } >"$log" 2>&1; then
      cat "$log" >&2
      fail "could not install: ${missing[*]}" "see the lines above; then run make setup again"
    fi
  fi
fi

if ! command -v swift >/dev/null; then
  fail "no swift in PATH; version $required or later is needed" "get it from https://www.swift.org/install/linux/"
fi
version="$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)"
if [[ "$(printf '%s\n' "$required" "${version:-0}" | sort -V | head -n 1)" != "$required" ]]; then
  fail "swift is ${version:-of an unknown version}; $required or later is needed" \
    "get it from https://www.swift.org/install/linux/"
fi
