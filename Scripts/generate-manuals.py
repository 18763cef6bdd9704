#!/usr/bin/env python3
"""Writes the manual pages dialer(1), dialer-campaign(5) and dialer.yaml(5) from what the program says of itself.

    Scripts/generate-manuals.py BINARY FOLDER

dialer(1) comes from `BINARY --experimental-dump-help`, the others from `BINARY keys`: the tables that the decoder
walks. Nothing is written twice, so no page can differ from the program.
"""

import json
import pathlib
import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def roff(text):
    """Escapes a line of running text."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def paragraphs(text):
    """Running text; lines that begin with two spaces are examples and keep their form."""
    lines, is_example = [], False
    for line in text.split("\n"):
        example = line.startswith("  ") or (is_example and not line)
        if example and not is_example:
            lines += [".PP", ".nf", ".RS"]
        if is_example and not example:
            lines += [".RE", ".fi", ".PP"]
        is_example = example
        if not line and not example:
            lines.append(".PP")
        else:
            lines.append(roff(line[2:] if example else re.sub(r"`([^`]*)`", r"\1", line)))
    if is_example:
        lines += [".RE", ".fi"]
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def names(argument):
    """How an argument is written: `-h, --help`, `--config file`, `path`."""
    if argument["kind"] == "positional":
        return "\\fI%s\\fR%s" % (roff(argument["valueName"]), " ..." if argument["isRepeating"] else "")
    flags = ", ".join(
        "\\fB%s%s\\fR" % ("\\-" if name["kind"] == "short" else "\\-\\-", roff(name["name"]))
        for name in argument["names"])
    return flags if argument["kind"] == "flag" else "%s \\fI%s\\fR" % (flags, roff(argument["valueName"]))


def visible(items):
    return [item for item in items if item.get("shouldDisplay", True)]


COMMON = {"config", "version", "help"}


def describe(argument):
    text = argument.get("abstract", "")
    if "defaultValue" in argument and "efault" not in text:
        text = "%s Default: %s." % (text, argument["defaultValue"])
    return " ".join(part for part in (text, argument.get("discussion", "")) if part)


def command_section(command, parents):
    title = " ".join(parents + [command["commandName"]])
    lines = [".SS " + roff(title), roff(command["abstract"])]
    own = [a for a in visible(command.get("arguments", [])) if a.get("valueName") not in COMMON
           and not (a["kind"] != "positional" and a["names"][-1]["name"] in COMMON)]
    for argument in own:
        lines += [".TP", names(argument), roff(describe(argument))]
    if command.get("discussion"):
        lines += [".PP"] + paragraphs(command["discussion"])
    for child in visible(command.get("subcommands", [])):
        if child["commandName"] != "help":
            lines += command_section(child, parents + [command["commandName"]])
    return lines


EXIT_CODES = [
    ("0", "done"), ("1", "failed"), ("2", "the plan holds calls (plan --detailed-exitcode)"),
    ("3", "warnings, with --strict"), ("64", "usage"), ("65", "campaign files or customer data are not valid"),
    ("69", "daemon or carrier not available"), ("73", "the state cannot be written"), ("75", "temporary: try again"),
    ("77", "refused by a gate"), ("78", "dialer.yaml is not valid"), ("130", "interrupted"),
]

FILES = [
    ("/etc/dialer/dialer.yaml", "the configuration, where neither --config nor $DIALER_CONFIG names another"),
    ("/etc/dialer/STOP", "the kill switch: while it is there no call starts ($DIALER_STOP_FILE names another)"),
    ("/var/lib/dialer/dialer.db", "the store of the packaged service"),
    ("/run/dialer/dialer.sock", "its control socket"),
    ("/etc/credstore.encrypted/TWILIO_*", "its credentials: systemd-creds(1)"),
]

ENVIRONMENT = [
    ("DIALER_CONFIG", "the configuration file"),
    ("DIALER_STOP_FILE", "the kill switch's file"),
    ("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, TWILIO_PHONE_NUMBER",
     "the account; files of these names in $CREDENTIALS_DIRECTORY win"),
    ("NOTIFY_SOCKET, WATCHDOG_USEC, RUNTIME_DIRECTORY, JOURNAL_STREAM", "what systemd sets for the service"),
]


def table(title, rows, mark="\\fB%s\\fR"):
    lines = [".SH " + title]
    for name, text in rows:
        lines += [".TP", mark % roff(name), roff(text)]
    return lines


def dialer(help_, version):
    command = help_["command"]
    lines = [
        '.TH DIALER 1 "" "dialer %s" "User Commands"' % version, ".SH NAME",
        "dialer \\- " + roff(command["abstract"].rstrip(".")), ".SH SYNOPSIS",
        "\\fBdialer\\fR \\fIcommand\\fR [\\fIoption\\fR ...]", ".SH DESCRIPTION"]
    lines += paragraphs(command.get("discussion", ""))
    lines += [".SH COMMANDS", "Every command takes", ".TP", "\\fB\\-\\-config\\fR \\fIfile\\fR",
              "The configuration; default: $DIALER_CONFIG, else ./dialer.yaml, else /etc/dialer/dialer.yaml.",
              ".TP", "\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "Show help for the command."]
    for child in visible(command["subcommands"]):
        if child["commandName"] != "help":
            lines += command_section(child, ["dialer"])
    lines += table("EXIT STATUS", EXIT_CODES) + table("ENVIRONMENT", ENVIRONMENT)
    lines += table("FILES", FILES, "\\fI%s\\fR")
    return lines + [".SH SEE ALSO", ".BR dialer\\-campaign (5),", ".BR dialer.yaml (5)"]


def keys(title, name, summary, text, rows, version, example, see):
    lines = ['.TH %s 5 "" "dialer %s" "File Formats"' % (roff(title), version), ".SH NAME",
             "%s \\- %s" % (roff(name), roff(summary)), ".SH DESCRIPTION"]
    lines += paragraphs(text) + [".SH KEYS"]
    for row in rows:
        notes = [row["value"]]
        if row["required"]:
            notes.append("required")
        if not row["supported"]:
            notes.append("not in this version")
        lines += [".TP", "\\fB%s\\fR" % roff(row["key"]), roff("%s (%s)" % (row["summary"], "; ".join(notes)))]
    lines += [".SH EXAMPLE", ".nf"] + [roff(line) for line in example.rstrip("\n").split("\n")] + [".fi"]
    return lines + [".SH SEE ALSO"] + see


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    root = pathlib.Path(__file__).resolve().parent.parent
    version = run(binary, "--version").split()[-1]
    help_ = json.loads(run(binary, "--experimental-dump-help"))
    tables = json.loads(run(binary, "keys"))
    pages = {
        "dialer.1": dialer(help_, version),
        "dialer-campaign.5": keys(
            "DIALER-CAMPAIGN", "dialer-campaign", "a campaign file of dialer",
            "A campaign file is YAML: who is called, when, how fast and for how much money. `[]` stands for each item of"
            "\na list, `*` for any key. `dialer check` names every mistake with its line and column.",
            tables["campaign"], version, (root / "campaigns/renewal-reminders.yaml").read_text(),
            [".BR dialer (1),", ".BR dialer.yaml (5)"]),
        "dialer.yaml.5": keys(
            "DIALER.YAML", "dialer.yaml", "the configuration of dialer",
            "dialer.yaml holds the account: what is true of every campaign. Relative paths start at its folder. `[]`"
            "\nstands for each item of a list, `*` for any key.",
            tables["configuration"], version, (root / "deploy/dialer.yaml").read_text(),
            [".BR dialer (1),", ".BR dialer\\-campaign (5)"]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in sorted(pages.items()):
        (folder / name).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
