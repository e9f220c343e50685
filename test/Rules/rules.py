#!/usr/bin/env python3
"""Switches each rule off in turn: some test must fail.

    rules.py list                              every place that reports something, numbered
    rules.py run [--build FOLDER] [--jobs N]   the whole of it; prints rules without a test

A rule is a place that reports: malformed() and unsupported() of the importer and of the rules of ops,
emitOpError() of verifiers and passes, fail() and makeError() of the driver and of targets, and the calls of
functions that check one thing for several ops (check...(), expect...()). `run` copies the sources to the build
folder, puts a switch at each place (effc_rules.h), and builds that copy. Then it runs every test once with
tracing, to learn which rules it fires; and for each rule tests that fire it, with the rule switched
off, until one fails. Rules that no test fires and rules that no test misses are printed; exceptions.txt
lists those that cannot be reached, with the reason.
"""

import argparse
import bisect
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent

# Where rules are, and the functions by which they report there.
REPORTS = {
    "lib/IR/*.cpp": r"malformed|unsupported|wrongElements|emitOpError|emitError",
    "lib/Import/TFLite/*.cpp": r"malformed|unsupported|refuse",
    "lib/Codegen/*.cpp": r"emitOpError|emitError",
    "lib/Memory/*.cpp": r"emitOpError|emitError",
    "lib/Driver/*.cpp": r"fail|failInternally|makeError|refuse",
    "lib/Target/*.cpp": r"fail|makeError|refuse|emitOpError|emitError",
    "lib/Target/EmitObject.cpp": r"createStringError",
    "lib/Target/LargeConstants.cpp": r"createStringError",
    "lib/Target/XtensaAssembly.cpp": r"createStringError",
}
# Functions that check one thing for several callers, each call of which is a rule.
CHECKS = {
    "lib/IR/*.cpp": r"check[A-Z]\w*|verifyRule|verifyUnary",
    "lib/Import/TFLite/*.cpp": r"expect(?!Axis)\w*",
}
UNIT_TESTS = ["CompilerTests", "TargetTests"]
TEST_FOLDERS = ["ABI", "IR", "Errors", "Import", "Driver", "Codegen", "Memory", "Regressions", "Target", "Transforms"]


class Site:
    def __init__(self, number, path, line, text):
        self.number, self.path, self.line, self.text = number, path, line, text

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def blank_out(text):
    """The source with comments, strings and characters replaced by spaces of the same length."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-zA-Z])\'(?:\\.|[^\'\\\n])\''
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.S)


def skip_back(code, at):
    """The position behind the last character before `at` that is no space."""
    while at > 0 and code[at - 1].isspace():
        at -= 1
    return at


def find_open(code, at):
    """The place of the bracket that the one at `at` closes."""
    depth = 0
    for place in range(at, -1, -1):
        if code[place] in ")}]":
            depth += 1
        elif code[place] in "({[":
            depth -= 1
            if depth == 0:
                return place
    return -1


def find_close(code, at):
    depth = 0
    for place in range(at, len(code)):
        if code[place] in "({[":
            depth += 1
        elif code[place] in ")}]":
            depth -= 1
            if depth == 0:
                return place
    return -1


def find_statement(code, at):
    """Start of the statement around `at`, if that is no part of an expression in brackets."""
    place = at
    while place > 0:
        char = code[place - 1]
        if char in ";{}":
            return place
        if char in "([":
            return None
        if char == ")" or char == "]":
            opened = find_open(code, place - 1)
            if is_header(code, opened):
                return place
            place = opened
            continue
        if code[:place].endswith("else") and not code[:place - 4][-1:].isalnum():
            return place
        place -= 1
    return 0


def is_header(code, opened):
    """Whether the bracket at `opened` is that of an `if`, `for` or `while`."""
    word = re.search(r"(\w+)$", code[:skip_back(code, opened)])
    return bool(word) and word.group(1) in ("if", "for", "while", "constexpr", "switch")


def is_guarded(code, start):
    """Whether the statement at `start` stands behind a condition, without braces."""
    end = skip_back(code, start)
    if code[:end].endswith("else"):
        return True
    return end > 0 and code[end - 1] == ")" and is_header(code, find_open(code, end - 1))


def get_call(code, name_start, name_end):
    """Start and end of a call: with the object in front, to the closing bracket."""
    prefix = re.search(r"(?:(?:\w+\(\)|[\w\]\)]+)(?:\.|->|::))*$", code[:name_start])
    bracket = code.index("(", name_end)
    return prefix.start(), find_close(code, bracket) + 1


def find_sites(path, text):
    """Pairs of (position, length, kind) of the reports and checks of a file."""
    code = blank_out(text)
    found = []
    for kind, table in (("report", REPORTS), ("check", CHECKS)):
        for glob, names in table.items():
            if not path.match(glob):
                continue
            for match in re.finditer(rf"(?<![\w~])(?:{names})(?=(?:<[\w:]+>)?\()", code):
                line = code.rfind("\n", 0, match.start()) + 1
                # Definitions and declarations start at the margin, or with a type.
                head = code[line:match.start()]
                if not head[:1].isspace() and line != match.start():
                    continue
                if re.search(r"(?:bool|auto|Verdict|LogicalResult|Violation|void|Error|::)\s*&?$", head.rstrip(" ")) or head == "":
                    if not re.search(r"(?:return|[=(,!|&?:])\s*(?:[\w.]+(?:\.|->|::))*$", head):
                        continue
                found.append((match.start(), match.end(), kind))
    return code, sorted(found)


def is_in_helper(code, at):
    """Whether the function around `at` makes a violation, which its callers report."""
    heads = list(re.finditer(r"^(?:static )?(\w+) [\w:&* ]*\(", code[:at], flags=re.M))
    return bool(heads) and heads[-1].group(1) == "Violation"


def instrument(path, text, first):
    """The text with switches, and the sites. Reports that cannot be switched are left out."""
    code, found = find_sites(path, text)
    found = [site for site in found if not is_in_helper(code, site[0])]
    lines = [match.start() for match in re.finditer("\n", text)]
    edits, sites = [], []
    for start, end, kind in found:
        number = first + len(sites)
        call_start, call_end = get_call(code, start, end)
        statement = find_statement(code, call_start)
        head = None if statement is None else code[statement:call_start].strip()
        finish = code.find(";", call_end)
        if kind == "report" and head in ("", "return") and finish >= 0:
            # Spaces in front of a statement belong to what comes before.
            begin = statement + len(code[statement:]) - len(code[statement:].lstrip())
            if is_guarded(code, statement) or head == "":
                block_start, block_end = get_block(code, begin, finish + 1)
                edits.append((block_start, f"{{ if (::effc_rules::fire({number})) {{ "))
                edits.append((block_end, " } }"))
            elif get_braces(code, begin, finish + 1):
                block_start, block_end = get_braces(code, begin, finish + 1)
                edits.append((block_start, f"if (::effc_rules::fire({number})) {{ "))
                edits.append((block_end, " } "))
            else:
                edits.append((begin, f"if (!::effc_rules::fire({number})) return ::effc_rules::Met(); "))
        elif not code[start:end].startswith("emit"):
            edits.append((call_start, f"::effc_rules::ask({number}, [&] {{ return "))
            edits.append((call_end, "; })"))
        else:
            continue
        line = bisect.bisect(lines, start) + 1
        sites.append(Site(number, str(path), line, " ".join(text[start:call_end].split())[:100]))
    for place, insertion in sorted(edits, key=lambda edit: edit[0], reverse=True):
        text = text[:place] + insertion + text[place:]
    return text, sites


def get_braces(code, begin, end):
    """The inside of the braces of an `if` whose first statement starts at `begin`, if there are."""
    opened = skip_back(code, begin) - 1
    if opened < 0 or code[opened] != "{":
        return None
    before = skip_back(code, opened)
    header = code[before - 1] == ")" and is_header(code, find_open(code, before - 1))
    if not header and not code[:before].endswith("else"):
        return None
    return opened + 1, find_close(code, opened)


def get_block(code, begin, end):
    """What is switched with a report: all of the braces it is the first statement of, else itself."""
    braces = get_braces(code, begin, end)
    if braces and re.fullmatch(r"\s*(?:return[^;]*|continue|break)?;?\s*", code[end:braces[1]]):
        return braces
    return begin, end


def instrument_tree(copy):
    """Writes the files with switches to `copy`; returns all sites."""
    sites = []
    paths = [path for glob in REPORTS for path in sorted(ROOT.glob(glob))]
    for path in dict.fromkeys(paths):
        relative = path.relative_to(ROOT)
        text, more = instrument(relative, path.read_text(), len(sites))
        sites += more
        if copy and more:
            target = copy / relative
            text = '#include "effc_rules.h"\n' + text
            if not target.exists() or target.read_text() != text:
                target.write_text(text)
    return sites


def copy_tree(copy):
    """Copies the project without its build folders, file times included."""
    files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                           check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
    for name in filter(None, files):
        source, target = ROOT / name, copy / name
        if source.is_file() and not (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    shutil.copy2(HERE / "effc_rules.h", copy / "include/effc_rules.h")


def get_script(path, build, scratch):
    """The RUN lines of a lit test as a script: starting lit thousands of times takes too long."""
    lines = [match.group(1).strip() for match in re.finditer(r"RUN:(.*)", path.read_text())]
    script = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    copy = build.parent / "src"
    values = {"%flatc": "flatc", "%src": str(copy), "%python": sys.executable, "%cc": "/usr/lib/llvm-22/bin/clang",
              "%shared": "/nowhere", "%%": "%", "%s": str(path), "%S": str(path.parent), "%t": str(scratch)}
    pattern = "|".join(sorted(values, key=len, reverse=True))
    script = re.sub(pattern, lambda match: values[match.group()], script)
    return f"set -e -o pipefail\nrm -rf {scratch}*\n{script}\n"


class Tests:
    """Lit tests, unit tests and hostile models of the copy, each a command."""

    def __init__(self, build, work):
        self.build, self.work = build, work
        copy = build.parent / "src"
        self.commands = {}
        for folder in TEST_FOLDERS:
            for path in sorted((copy / "test" / folder).iterdir()):
                if path.suffix in (".mlir", ".test", ".json") and "REQUIRES:" not in path.read_text():
                    name = f"{folder}/{path.name}"
                    scratch = work / f"{folder}-{path.name}.tmp"
                    self.commands[name] = ["bash", "-c", get_script(path, build, scratch)]
        for name in UNIT_TESTS:
            self.commands[f"Unit/{name}"] = [str(build / "bin" / name)]
        sys.path.insert(0, str(copy / "test/Hostile"))
        import cases
        for case in cases.CASES:
            self.commands[f"Hostile/{case.name}"] = [
                sys.executable, str(copy / "test/Hostile/hostile.py"), "--effc", str(build / "bin/effc"), "--name",
                case.name]

    def run(self, name, **variables):
        environment = dict(os.environ, **variables)
        environment["PATH"] = f"{self.build / 'bin'}:/usr/lib/llvm-22/bin:{environment['PATH']}"
        done = subprocess.run(self.commands[name], cwd=self.work, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=900)
        return done.returncode == 0

    def trace(self, name):
        path = self.work / (name.replace("/", "-") + ".trace")
        path.unlink(missing_ok=True)
        passes = self.run(name, EFFC_RULE_TRACE=str(path))
        fired = set(map(int, path.read_text().split())) if path.exists() else set()
        return passes, fired


def try_rule(tests, number, names):
    """The first test that fails without the rule, or None."""
    for name in names:
        if not tests.run(name, EFFC_RULE_OFF=str(number)):
            return name
    return None


def read_exceptions():
    """Pairs of a file and a part of the report's text, whose rules need no test."""
    path = HERE / "exceptions.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split(": ")[:2] for line in lines if line and not line.startswith("#")]


def run(arguments):
    folder = pathlib.Path(arguments.build).resolve()
    copy, build, work = folder / "src", folder / "build", folder / "traces"
    for path in (copy, build, work):
        path.mkdir(parents=True, exist_ok=True)
    copy_tree(copy)
    sites = instrument_tree(copy)
    (folder / "sites.json").write_text(json.dumps([vars(site) for site in sites], indent=1))
    print(f"{len(sites)} rules", flush=True)
    environment = dict(os.environ, CCACHE_BASEDIR=str(copy), CCACHE_NOHASHDIR="1")
    if not (build / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", "dev", "-B", str(build), "--log-level=ERROR"], cwd=copy, check=True,
                       env=environment, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", str(build), f"-j{arguments.jobs}", "--quiet", "effc", "effc-opt", "effc-translate",
                    "mutate-imports", *UNIT_TESTS], check=True, env=environment)
    tests = Tests(build, work)
    names = [name for name in tests.commands if arguments.filter in name]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        traces = dict(zip(names, pool.map(tests.trace, names)))
        broken = [name for name, (passes, fired) in traces.items() if not passes]
        # Small tests first: they say best what a rule is about.
        order = sorted(set(names) - set(broken), key=lambda name: len(traces[name][1]))
        firing = {site.number: [name for name in order if site.number in traces[name][1]] for site in sites}
        caught = dict(zip(firing, pool.map(lambda number: try_rule(tests, number, firing[number][:arguments.tries]),
                                           firing)))
    return report(sites, firing, caught, broken)


def report(sites, firing, caught, broken):
    exceptions = read_exceptions()
    for name in broken:
        print(f"fails even with all rules on: {name}")
    counts = {"caught": 0, "excepted": 0, "without a test": 0, "not missed": 0}
    for site in sites:
        if caught[site.number]:
            counts["caught"] += 1
        elif any(site.path.endswith(path) and part in site.text for path, part in exceptions):
            counts["excepted"] += 1
        elif firing[site.number]:
            counts["not missed"] += 1
            print(f"switched off, no test fails: {site} (fired by {', '.join(firing[site.number][:3])})")
        else:
            counts["without a test"] += 1
            print(f"no test fires: {site}")
    print(json.dumps({"net": "rules", "rules": len(sites), **counts}))
    return 1 if counts["without a test"] or counts["not missed"] or broken else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["list", "run"])
    parser.add_argument("--build", default=str(ROOT / "build/rules"), help="folder for the copy")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tries", type=int, default=6, help="tests to try for each rule")
    parser.add_argument("--filter", default="", help="only tests whose name has this in it")
    arguments = parser.parse_args()
    if arguments.action == "run":
        return run(arguments)
    for site in instrument_tree(None):
        print(f"{site.number:4} {site}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
