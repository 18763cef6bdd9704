#!/usr/bin/env python3
"""Compares the JSON Schemas with the decoder over the fixtures and seeded mutations of them.

    Scripts/compare-schema.py DIALER [--mutations 10000] [--seed 1]

What a schema refuses the decoder must refuse; what the decoder refuses for structure (a wrong type, an unknown or a
missing key) the schema must refuse. Scalars are loaded as text and a key without a value as null, as the language has
them. Needs PyPI's `jsonschema` and `pyyaml`:

    python3 -m venv /tmp/schema && /tmp/schema/bin/pip install jsonschema pyyaml
    /tmp/schema/bin/python Scripts/compare-schema.py .build/debug/dialer

Exit 0 when they agree, 1 with every difference otherwise.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import jsonschema
import yaml

STRUCTURE = {"wrong-type", "unknown-key", "missing-key"}
ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "Tests/CampaignsTests/Fixtures/language"


class NotOurs(Exception):
    """A file whose tree is no language: a duplicate key, or no YAML."""


def tree(text):
    """The document with every scalar as text, and None where there is no value."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise NotOurs(str(error)) from error
    return value(node)


def value(node):
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode):
        return None if node.value == "" and node.style is None else node.value
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    result, merged = {}, {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise NotOurs("a key that is no text")
        if key.value == "<<" and key.style is None:
            for one in item.value if isinstance(item, yaml.SequenceNode) else [item]:
                for name, inner in value(one).items():
                    merged.setdefault(name, inner)
            continue
        if key.value in result:
            raise NotOurs("a key twice")
        result[key.value] = value(item)
    return {**{name: item for name, item in merged.items() if name not in result}, **result}


def yaml_text(node):
    """The tree as YAML: flow style, every scalar in double quotes, nothing for None."""
    if node is None:
        return ""
    if isinstance(node, str):
        return json.dumps(node)
    if isinstance(node, list):
        if any(item is None for item in node):
            raise NotOurs("an empty item cannot be written")
        return "[" + ", ".join(yaml_text(item) for item in node) + "]"
    return "{" + ", ".join(json.dumps(key) + ": " + yaml_text(item) for key, item in node.items()) + "}"


# --- Mutations -------------------------------------------------------------------------------------------------------

SCALARS = [
    "", "0", "-1", "3", "0.5", "50%", "130%", "2h", "1h30m", "90", "true", "no", "null", "US", "usa", "2027-03-01",
    "2027-02-30", "09:00-17:00", "18:00-09:00", "25:00-26:00", "+14155550100", "4155550100", "customer", "any",
    "Hello {{name}}.", "unlimited", "stop", "yes", "service", "mon-fri", "1", "9", "*", "none",
]


def maps_and_lists(node, found):
    if isinstance(node, (dict, list)):
        found.append(node)
        for item in node.values() if isinstance(node, dict) else node:
            maps_and_lists(item, found)
    return found


def mutated(node, names, pick):
    """A copy with one to three edits."""
    node = json.loads(json.dumps(node))
    for _ in range(pick.randint(1, 3)):
        places = maps_and_lists(node, [])
        if not places:
            break
        edit(pick.choice(places), names, pick)
    return node


def edit(place, names, pick):
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    if not keys:
        if isinstance(place, dict):
            place[pick.choice(names)] = pick.choice(SCALARS)
        else:
            place.append(pick.choice(SCALARS))
        return
    key = pick.choice(keys)
    kind = pick.choice(["delete", "rename", "copy", "scalar", "scalar", "wrap", "unwrap", "nest", "null", "add"])
    item = place[key]
    if kind == "delete":
        del place[key]
    elif kind == "rename" and isinstance(place, dict):
        new = pick.choice([pick.choice(names), str(key) + "x", str(key)[:-1] or "x"])
        entries = [(new if name == key else name, inner) for name, inner in place.items()]
        place.clear()
        place.update(entries)
    elif kind == "copy" and isinstance(place, dict):
        place[pick.choice(names)] = json.loads(json.dumps(item))
    elif kind == "copy":
        place.insert(key, json.loads(json.dumps(item)))
    elif kind == "scalar":
        place[key] = pick.choice(SCALARS)
    elif kind == "wrap":
        place[key] = [item]
    elif kind == "unwrap" and isinstance(item, list) and item:
        place[key] = item[0]
    elif kind == "nest":
        place[key] = {pick.choice(names): item}
    elif kind == "null" and isinstance(place, dict):
        place[key] = None
    elif kind == "add" and isinstance(place, dict):
        place[pick.choice(names)] = pick.choice(SCALARS)


# --- The two judges --------------------------------------------------------------------------------------------------

def check(dialer, arguments, folder):
    answer = subprocess.run(
        [dialer, "check", "--output", "json", *arguments], cwd=folder, capture_output=True, text=True, timeout=3600)
    return json.loads(answer.stdout)["findings"]


def judge_campaigns(dialer, trees, folder):
    """Rules of errors by file, one call for all: the decoder reads a folder at once."""
    for index, one in enumerate(trees):
        (folder / f"m{index:05}.yaml").write_text(yaml_text(one) + "\n", encoding="utf-8")
    rules = collections.defaultdict(set)
    for finding in check(dialer, [str(folder)], folder):
        # That two files share an id is between files, which no schema sees.
        if finding["severity"] == "error" and finding["rule"] != "duplicate-campaign":
            rules[pathlib.Path(finding["file"]).name].add(finding["rule"])
    return [rules[f"m{index:05}.yaml"] for index in range(len(trees))]


def judge_configurations(dialer, trees, folder):
    def judge(numbered):
        index, one = numbered
        own = folder / f"c{index:05}"
        own.mkdir()
        (own / "dialer.yaml").write_text(yaml_text(one) + "\n", encoding="utf-8")
        findings = check(dialer, ["--config", str(own / "dialer.yaml")], own)
        beside = {"campaigns-unreadable", "customers-unreadable", "customers-without-id", "rates-unreadable"}
        return {
            finding["rule"] for finding in findings if finding["severity"] == "error" and finding["rule"] not in beside}

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(judge, enumerate(trees)))


def compare(kind, trees, rules, schema):
    validator = jsonschema.Draft7Validator(schema)
    counts, differences = collections.Counter(), []
    for one, found in zip(trees, rules):
        refused = not validator.is_valid(one)
        counts["schema refuses"] += refused
        counts["decoder refuses"] += bool(found)
        counts["decoder refuses for structure"] += bool(found & STRUCTURE)
        counts["both accept"] += not refused and not found
        if refused and not found:
            differences.append(("only the schema refuses", one, validator))
        if found & STRUCTURE and not refused:
            differences.append((f"only the decoder refuses ({', '.join(sorted(found & STRUCTURE))})", one, None))
    print(f"{kind}: {len(trees)} trees; " + ", ".join(f"{name} {count}" for name, count in counts.items())
          + f"; differences {len(differences)}")
    for what, one, judge in differences[:20]:
        print(f"  {what}: {yaml_text(one)[:2000]}")
        if judge:
            error = jsonschema.exceptions.best_match(judge.iter_errors(one))
            print(f"    at {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
    return len(differences)


def key_names(schema, found):
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            found.add(name)
        for inner in schema.values():
            key_names(inner, found)
    elif isinstance(schema, list):
        for inner in schema:
            key_names(inner, found)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dialer")
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dialer = str(pathlib.Path(options.dialer).resolve())
    schemas = [
        json.loads(subprocess.run([dialer, "schema", *more], check=True, capture_output=True, text=True).stdout)
        for more in ([], ["--config"])]
    for schema in schemas:
        jsonschema.Draft7Validator.check_schema(schema)

    campaigns, configurations, skipped = [], [], collections.Counter()
    files = sorted(FIXTURES.rglob("*.yaml")) + sorted((ROOT / "campaigns").glob("*.yaml"))
    for file in files:
        text = file.read_text(encoding="utf-8")
        is_configuration = text.startswith("# dialer.yaml") or file.name.startswith("dialer")
        try:
            one = tree(text)
            yaml_text(one)
        except NotOurs as reason:
            skipped[str(reason).split("\n")[0][:40]] += 1
            continue
        (configurations if is_configuration else campaigns).append(one)

    pick = random.Random(options.seed)
    # A dialer.yaml costs a process of its own, so one mutation in twenty is one.
    wanted = [options.mutations - options.mutations // 20, options.mutations // 20]
    differences = 0
    for kind, seeds, count, schema, judge in (
            ("campaign files", campaigns, wanted[0], schemas[0], judge_campaigns),
            ("dialer.yaml", configurations, wanted[1], schemas[1], judge_configurations)):
        names = sorted(key_names(schema, set()))
        trees = list(seeds)
        while len(trees) < len(seeds) + count:
            one = mutated(pick.choice(seeds), names, pick)
            try:
                yaml_text(one)
            except NotOurs:
                skipped["an empty item"] += 1
                continue
            trees.append(one)
        with tempfile.TemporaryDirectory() as folder:
            rules = judge(dialer, trees, pathlib.Path(folder))
        differences += compare(f"{kind} ({len(seeds)} fixtures)", trees, rules, schema)
    print("skipped: " + (", ".join(f"{count} {reason}" for reason, count in skipped.items()) or "none"))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
