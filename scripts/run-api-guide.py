#!/usr/bin/env python3
"""Runs the commands of docs/api.md against a running system and compares what they print with what the page shows.

  * Every fenced block marked `sh` is run, in order, in one bash at the root of the repository: variables live on. The
    block that follows it, marked otherwise, is what it prints; without one it prints nothing.
  * `sh eventually` is repeated until it prints what is shown, for half a minute at most: what was sent is seen a moment
    later. Blocks of other kinds (`console`, `js`) that follow no `sh` block are for reading only.
  * White space does not count, so long lines may be broken anywhere. `…` stands for anything, also for nothing. Dates,
    times, UUIDs and hexadecimal ids stand for any other of their kind. Everything else is taken literally.

Usage: run-api-guide.py [--update] [--replace 127.0.0.1:8080=127.0.0.1:18080]... [docs/api.md]

The environment must be that of `dev.env`, with `pulsehub` in PATH. --update writes what was printed over what does not
fit. Afterwards shorten it by hand with `…`. The exit code is 1 if something differs.
"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

FENCE = re.compile(r"^```(\w*)([^\n`]*)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
# What differs from run to run: how it is written here, and what else may stand there.
KINDS = [
    ("<anything>", r"…", r".*"),
    ("<time>", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", None),
    ("<date>", r"\d{4}-\d\d-\d\d", None),
    ("<uuid>", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", None),
    ("<id>", r"\b(?:[0-9a-f]{40}|[0-9a-f]{16})\b", None),
]
ANY_KIND = re.compile("|".join("(%s)" % written for _, written, _ in KINDS))
PATIENCE = 30
LONGEST = 60


class Block:
    """A command of the page, and where in the text its output stands."""

    def __init__(self, text, command, output):
        self.command = command.group(3)
        self.retries = command.group(2).strip() == "eventually"
        self.line = text.count("\n", 0, command.start()) + 2
        self.shown = output.group(3) if output else ""
        self.place = output.span(3) if output else (command.end(), command.end())
        self.has_output = output is not None


def blocks(text):
    fences = list(FENCE.finditer(text))
    for fence, after in zip(fences, fences[1:] + [None]):
        if fence.group(1) != "sh":
            continue
        follows = after and after.group(1) != "sh" and not text[fence.end() : after.start()].strip()
        yield Block(text, fence, after if follows else None)


def pattern(shown):
    """The shown output as a regular expression over what was printed, both without white space."""
    parts, end = [], 0
    for match in ANY_KIND.finditer(shown):
        _, written, meant = KINDS[match.lastindex - 1]
        parts += [re.escape("".join(shown[end : match.start()].split())), meant or written.replace(r"\b", "")]
        end = match.end()
    return re.compile("".join(parts) + re.escape("".join(shown[end:].split())), re.DOTALL)


def fits(shown, printed):
    return pattern(shown).fullmatch("".join(printed.split())) is not None


def readable(text):
    """One member or line per line, without what differs from run to run: for a diff."""
    text = ANY_KIND.sub(lambda match: KINDS[match.lastindex - 1][0], text)
    lines = re.sub(r'(?<=[,{\[])\s*(?=["{\[<])', "\n", text).splitlines()
    return [line.strip() for line in lines if line.strip()]


def wrapped(printed):
    """Lines of at most 118 characters where JSON allows it."""
    result = []
    for line in printed.splitlines():
        while len(line) > 118 and (cut := max(line.rfind(mark, 0, 117) for mark in (',"', ",{"))) > 0:
            result.append(line[: cut + 1])
            line = " " + line[cut + 1 :]
        result.append(line)
    return "".join(line + "\n" for line in result)


class Shell:
    """One bash that runs files given to it, so that no command can read the others."""

    DRIVER = 'while read -r file; do . "$file" </dev/null >"$file.out" 2>&1; echo "$?"; done'

    def __init__(self, directory, replacements):
        self.file = pathlib.Path(directory) / "block"
        self.replacements = replacements
        pipe = subprocess.PIPE
        root = pathlib.Path(__file__).resolve().parent.parent
        self.process = subprocess.Popen(["bash", "-c", self.DRIVER], stdin=pipe, stdout=pipe, text=True, cwd=root)

    def run(self, command):
        for old, new in self.replacements:
            command = command.replace(old, new)
        self.file.write_text(command, encoding="utf-8")
        timer = threading.Timer(LONGEST, self.process.kill)
        timer.start()
        self.process.stdin.write(f"{self.file}\n")
        self.process.stdin.flush()
        status = self.process.stdout.readline()
        timer.cancel()
        printed = pathlib.Path(f"{self.file}.out").read_text(encoding="utf-8", errors="replace")
        for old, new in self.replacements:
            printed = printed.replace(new, old)
        if not status:
            raise SystemExit(f"the shell ended, or took more than {LONGEST} s, in\n{command}\n{printed}")
        return printed

    def answer(self, block):
        end = time.monotonic() + PATIENCE
        while True:
            printed = self.run(block.command)
            if fits(block.shown, printed) or not block.retries or time.monotonic() > end:
                return printed
            time.sleep(0.1)


def main():
    parser = argparse.ArgumentParser(description="Run the commands of docs/api.md and compare what they print.")
    parser.add_argument("page", nargs="?", type=pathlib.Path, default=pathlib.Path("docs/api.md"))
    parser.add_argument("--update", action="store_true", help="write what was printed into the page")
    parser.add_argument("--replace", action="append", default=[], metavar="OLD=NEW", help="in commands, such as a port")
    options = parser.parse_args()
    text = options.page.read_text(encoding="utf-8")
    differing = []
    with tempfile.TemporaryDirectory() as directory:
        shell = Shell(directory, [pair.split("=", 1) for pair in options.replace])
        all_blocks = list(blocks(text))
        for block in all_blocks:
            printed = shell.answer(block)
            if fits(block.shown, printed):
                continue
            differing.append((block, printed))
            print(f"{options.page}:{block.line}\n{block.command}")
            lines = readable(block.shown), readable(printed)
            print("\n".join(difflib.unified_diff(*lines, "shown", "printed", lineterm="")))
        shell.process.stdin.close()
        shell.process.wait()
    if options.update:
        for block, printed in reversed(differing):
            start, end = block.place
            new = wrapped(printed)
            text = text[:start] + (new if block.has_output else f"\n```json\n{new}```\n") + text[end:]
        options.page.write_text(text, encoding="utf-8")
    print(f"{len(all_blocks)} commands, {len(differing)} print something else than the page shows")
    sys.exit(1 if differing and not options.update else 0)


if __name__ == "__main__":
    main()
