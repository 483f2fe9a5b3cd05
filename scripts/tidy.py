#!/usr/bin/env python3
"""The project's own rules over its tree, as far as neither the compiler nor swift-format knows them.

`make lint` runs this; it builds nothing. Each finding names a place, what is wrong and what to do. An exception that is
no longer needed is a finding too, so that the lists below only shrink. Tests/Unit/TidyTests breaks each rule once.
"""
import re
import subprocess
import sys
from pathlib import Path

# A floor may import those that are named here, and itself.
FLOORS = {
    "C": set(),
    "Contract": {"C"},
    "Domain": {"Contract"},
    "Clients": {"C"},
    "Observability": {"Contract"},
    "Configuration": {"Contract", "Observability"},
    "Pipeline": {"C", "Contract", "Domain", "Clients", "Observability"},
    "Web": {"Contract", "Domain", "Clients", "Observability", "Configuration", "Pipeline"},
    "Operations": {"Contract", "Domain", "Clients", "Observability", "Pipeline"},
}
# Nothing imports these but each other, in this order.
TOP = ["Assembly", "Development", "App", "Testing"]

# What has no place in Sources, where it may stand all the same, and why it is unwanted.
BANNED = [
    (r"\bfatalError\(", ("Sources/Testing/",),
     "a trap tells nobody what to do: throw an error, or state a precondition"),
    (r"\bas!", (), "a cast that may fail is to be looked at"),
    (r"\bDispatchQueue\.main\b", (), "no process here runs a main queue, so the work would never start"),
    (r"\bNSLock\b", (), "use Mutex or Atomic, which the compiler checks"),
    (r"(?<![\w.])print\(", ("Sources/App/", "Sources/Assembly/", "Sources/Development/", "Sources/Testing/"),
     "libraries log; only commands write to standard output"),
]
UNWANTED_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK|hack|kludge|hopefully)\b")

# The domain runs on every platform: files that still import one platform's library.
DOMAIN_IMPORTS = {"Foundation", "FoundationEssentials", "Glibc", "Dispatch"}
DOMAIN_EXCEPTIONS = {"Sources/Domain/Readiness/Score/Numbers.swift"}

# Prefixes of keys and channels in Redis, and the one file that may write each.
REDIS_NAMES = {
    "profile:": "Sources/Pipeline/Streaming/LiveProfileKeys.swift",
    "profile-updates": "Sources/Pipeline/Streaming/LiveProfileKeys.swift",
    "people:": "Sources/Pipeline/Streaming/LiveProfileKeys.swift",
    "checkpoint:": "Sources/Pipeline/Streaming/StoredCheckpoint.swift",
}
# Tables, views and functions are those that db/migrations makes; the files that may write their names, by schema.
TABLE_OWNERS = {
    "access": ("Sources/Web/Access/Directory/AccessTables.swift", "Sources/Web/Access/Directory/AccessRoutines.swift"),
    None: ("Sources/Pipeline/Stored/Tables.swift", "Sources/Pipeline/Stored/Routines.swift"),
}
# A stored name that stands elsewhere, with the reason.
TABLE_EXCEPTIONS = {
    # A restore knows the row that the migrations themselves write, and must not import the web application.
    ("Sources/Operations/Backup/Restore/RestoreTarget.swift", "access.generation"),
}

# Prose is wrapped here; tables and code are not prose.
PROSE_WIDTH = 120
LONG_PROSE: set[str] = set()

MACHINE_PATH = re.compile(r"(?<![\w.}$)-])/(work|root|Users/\w+)/")

home = Path(__file__).resolve().parent.parent
root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else home
findings: list[str] = []


def find(place: str, what: str) -> None:
    findings.append(f"{place}: {what}")


def tracked() -> list[str]:
    """What Git knows, or will; a folder outside of Git is taken whole."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True)
    if listed.returncode == 0:
        return sorted({f for f in listed.stdout.splitlines() if (root / f).is_file()})
    return sorted(str(f.relative_to(root)) for f in root.rglob("*") if f.is_file())


def read(file: str) -> str:
    return (root / file).read_text(encoding="utf-8", errors="replace")


NEXT_IN_CODE = re.compile(r'//[^\n]*|(#*)("""|")|\(|\)')
NOT_A_LINE = re.compile(r"[^\n]")


def parts(source: str) -> tuple[str, str, str, str]:
    """The code, the strings, the comments, and all but the comments of a Swift file, in its own lines and columns."""
    pieces: list[tuple[str, str]] = []
    stack = [["code", 0, ""]]
    at = 0

    def take(kind: str, end: int) -> None:
        nonlocal at
        pieces.append((kind, source[at:end]))
        at = end

    while at < len(source):
        kind, depth, end = stack[-1]
        if kind == "code":
            found = NEXT_IN_CODE.search(source, at)
            take("code", found.start() if found else len(source))
            if not found:
                break
            if found[0].startswith("//"):
                take("comment", found.end())
                continue
            take("code", found.end())
            if found[0] == "(":
                stack[-1][1] += 1
            elif found[0] == ")":
                stack[-1][1] -= 1
                if stack[-1][1] < 0 and len(stack) > 1:
                    stack.pop()
            else:
                stack.append(["text", found[1], found[2] + found[1]])
        else:
            found = re.compile(re.escape(end) + r"|\\" + depth + r"(?:\(|.)", re.S).search(source, at)
            take("text", found.start() if found else len(source))
            if not found:
                break
            if found[0] == end:
                stack.pop()
                take("code", found.end())
            elif found[0].endswith("("):
                stack.append(["code", 0, ""])
                take("code", found.end())
            else:
                take("text", found.end())
    return tuple(
        "".join(piece if kind in kept else NOT_A_LINE.sub(" ", piece) for kind, piece in pieces)
        for kept in (("code",), ("text",), ("comment",), ("code", "text")))


def lines(pattern: str | re.Pattern, text: str):
    for match in re.finditer(pattern, text):
        yield text.count("\n", 0, match.start()) + 1, match


def targets(manifest: str) -> dict[str, str]:
    """The folder of each target that Package.swift declares under Sources."""
    code = re.sub(r"//[^\n]*", "", manifest)
    found = {}
    for name, folder in re.findall(r'\bmodule\(\s*"(\w+)"(?:,\s*in:\s*"([\w/]+)")?', code):
        found[name] = f"Sources/{folder + '/' if folder else ''}{name}/"
    for name, path in re.findall(r'name:\s*"([\w-]+)"(?:(?!name:).)*?path:\s*"(Sources/[\w/-]+)"', code, re.S):
        found[name] = path + "/"
    return found


def floor(file: str) -> str:
    return file.split("/")[1]


def may_import(upper: str, lower: str) -> bool:
    if upper == lower:
        return True
    if upper in TOP:
        return lower not in TOP or TOP.index(lower) < TOP.index(upper)
    return lower in FLOORS.get(upper, set())


def stored_names(files: list[str]) -> list[str]:
    made = r"CREATE\s+(?:TABLE|FUNCTION|MATERIALIZED\s+VIEW|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_]+(?:\.[a-z_]+)?)(?![.\w])"
    names: set[str] = set()
    for file in files:
        if file.startswith("db/migrations/"):
            names.update(re.findall(made, re.sub(r"--[^\n]*", "", read(file)), re.I))
    return sorted(names, key=len, reverse=True)


def check_swift(files: list[str], folders: dict[str, str]) -> None:
    tables = stored_names(files)
    table = re.compile(r"(?<![\w.])(?:public\.)?(" + "|".join(map(re.escape, tables)) + r")(?!\w)") if tables else None
    unused = set(TABLE_EXCEPTIONS)
    foreign = set(DOMAIN_EXCEPTIONS)
    for file in files:
        if not (file.startswith("Sources/") and file.endswith(".swift")):
            continue
        code, text, comment, program = parts(read(file))
        for pattern, allowed, reason in BANNED:
            if not file.startswith(tuple(allowed)):
                for number, match in lines(pattern, code):
                    find(f"{file}:{number}", f"{match[0]} is not used here: {reason}")
        for number, match in lines(UNWANTED_WORDS, comment):
            find(f"{file}:{number}", f'"{match[0]}": do it, or say what is so and why')
        check_imports(file, code, folders, foreign)
        check_proofs(file, code, comment)
        if floor(file) == "Testing":
            # Checkers say for themselves what must stand where.
            continue
        for name, owner in REDIS_NAMES.items():
            if file != owner:
                for number, _ in lines('"' + re.escape(name), program):
                    find(f"{file}:{number}", f'the name "{name}" belongs to {owner}: use its constant')
        for number, match in lines(table, text) if table else ():
            schema = match[1].split(".")[0] if "." in match[1] else None
            owners = TABLE_OWNERS.get(schema, TABLE_OWNERS[None])
            if (file, match[1]) in TABLE_EXCEPTIONS:
                unused.discard((file, match[1]))
            elif file not in owners:
                find(f"{file}:{number}", f"the name {match[1]} belongs to {owners[0]}: write \\(… ) of its constant")
    if root == home:
        for file, name in sorted(unused):
            find("scripts/tidy.py", f"the exception for {name} in {file} is no longer needed")
        for file in sorted(foreign):
            find("scripts/tidy.py", f"the exception for imports of {file} is no longer needed")


def check_imports(file: str, code: str, folders: dict[str, str], foreign: set[str]) -> None:
    owner = next((name for name, folder in folders.items() if file.startswith(folder)), None)
    if folders and owner is None:
        find(file, "belongs to no target of Package.swift")
    for number, match in lines(r"(?m)^\s*(?:@\w+ |public |package )*import (?:\w+ )?(\w+)", code):
        name = match[1]
        if floor(file) == "Domain" and name in DOMAIN_IMPORTS:
            if file in DOMAIN_EXCEPTIONS:
                foreign.discard(file)
            else:
                find(f"{file}:{number}", f"the domain imports no {name}: it is pure, and runs on every platform")
        if name in folders and not may_import(floor(file), floor(folders[name])):
            find(f"{file}:{number}", f"{floor(file)} must not import {name} of {floor(folders[name])}: imports go down")


def check_proofs(file: str, code: str, comment: str) -> None:
    notes = comment.split("\n")
    for number, _ in lines(r"@unchecked Sendable", code):
        above = number - 2
        while above >= 0 and notes[above].strip():
            if re.match(r"\s*// @unchecked: \S", notes[above]):
                break
            above -= 1
        else:
            find(f"{file}:{number}", "an unchecked Sendable needs its proof right above, in a line \"// @unchecked: …\"")


def check_documents(files: list[str]) -> None:
    wide = set(LONG_PROSE)
    for file in files:
        if not file.endswith(".md"):
            continue
        is_code = False
        for number, line in enumerate(read(file).split("\n"), 1):
            if line.lstrip().startswith("```"):
                is_code = not is_code
            elif not is_code and len(line) > PROSE_WIDTH and not line.lstrip().startswith("|"):
                if file not in LONG_PROSE:
                    find(f"{file}:{number}", f"{len(line)} characters: wrap prose at {PROSE_WIDTH}")
                wide.discard(file)
    if root == home:
        for file in sorted(wide):
            find("scripts/tidy.py", f"the exception for long lines in {file} is no longer needed")


def check_links(files: list[str]) -> None:
    """Every document and script is named by another file."""
    texts = {f: read(f) for f in files if Path(f).suffix in
             {".md", ".swift", ".sh", ".py", ".yaml", ".yml", ""} and not f.startswith("Tests/Fuzzing/")}
    for file in files:
        if file.startswith(("docs/", "scripts/")):
            name = Path(file).name
            if not any(name in text for other, text in texts.items() if other != file):
                find(file, "no other file names it: link it, or delete it")


def check_numbers(files: list[str]) -> None:
    for folder in ("docs/decisions/", "db/migrations/"):
        numbers = [int(m[1]) for f in files if (m := re.match(re.escape(folder) + r"(\d{4})-", f))]
        for expected, number in enumerate(sorted(numbers), 1):
            if number != expected:
                find(folder, f"{expected:04} is missing, or {number:04} is there twice: number without gaps")
                break
    index = "docs/decisions/README.md"
    for file in files:
        if re.match(r"docs/decisions/\d{4}-", file) and (index not in files or Path(file).name not in read(index)):
            find(index, f"does not list {Path(file).name}")


def check_paths(files: list[str]) -> None:
    for file in files:
        if Path(file).suffix in {".swift", ".md", ".sh", ".py", ".yaml", ".yml", ".sql"} and file != "scripts/tidy.py":
            for number, match in lines(MACHINE_PATH, read(file)):
                find(f"{file}:{number}", f"{match[0]} is a path of one machine")


def main() -> int:
    files = tracked()
    folders = targets(read("Package.swift")) if "Package.swift" in files else {}
    check_swift(files, folders)
    check_documents(files)
    check_links(files)
    check_numbers(files)
    check_paths(files)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


sys.exit(main())
