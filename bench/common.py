"""What the suites of scripts/bench have in common."""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "bench"
SOSIE = ROOT / "build" / "release" / "sosie"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"}


def fail(message):
    sys.exit(f"bench: {message}")


def build_sosie():
    script = ROOT / "scripts" / "build"
    if not script.exists():
        return
    print("building sosie (scripts/build release)", file=sys.stderr)
    if subprocess.run([str(script), "release"], cwd=ROOT, stdout=sys.stderr).returncode != 0:
        fail("scripts/build release failed; --no-build measures what was built before")


class Run:
    """One run of a command: its output, CPU time, and what was wrong with it, if anything."""

    def __init__(self, command, limit, environment={}):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            self.output, self.errors, self.seconds, self.problem = b"", "", None, None
            try:
                # A process group of its own, so that the time limit ends the children as well.
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                           env={**ENVIRONMENT, **environment}, start_new_session=True)
            except OSError as error:
                self.problem = f"does not start: {error.strerror}"
                return
            late = threading.Event()

            def stop():
                late.set()
                try:
                    os.killpg(process.pid, 9)
                except ProcessLookupError:
                    pass

            timer = threading.Timer(limit, stop)
            timer.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                stop()
                raise
            finally:
                timer.cancel()
            process.returncode = code = os.waitstatus_to_exitcode(status)
            self.seconds = usage.ru_utime + usage.ru_stime
            out.seek(0)
            err.seek(0)
            self.output = out.read()
            self.errors = err.read().decode(errors="replace")
        if late.is_set():
            self.problem = f"over {limit:g} s"
        elif code < 0:
            self.problem = f"signal {-code}"
        elif code:
            self.problem = f"exit {code}"


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def aligned(blocks):
    """Lines of cells in columns, a rule between the blocks."""
    rows = [row for block in blocks for row in block]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = []
    for block in blocks:
        lines += [rule] * bool(lines)
        lines += ["  ".join([row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]).rstrip()
                  for row in block]
    return lines


def positive(kind):
    def parse(text):
        value = kind(text)
        if value <= 0:
            raise ValueError
        return value
    parse.__name__ = f"positive {kind.__name__}"
    return parse
