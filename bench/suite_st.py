"""scripts/bench st: emulated frames a second of our Atari ST and hatari's."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import typing

from common import BUILT, ROOT, SOSIE, Run, aligned, build_sosie, fail, last_line, positive

NAME = "st"
HELP = "an Atari ST's frames a second by `sosie st` and by hatari"
DESCRIPTION = (
    "Compares the frames a second of CPU time of `sosie st` with those of hatari in three modes, from the least CPU time "
    "of a few runs, taken in turn. An EmuTOS image that SOSIE_EMUTOS names is measured too. The exit status is 1 if a "
    "run fails or the busy program does not find the same everywhere.")

SOURCES = ROOT / "bench" / "st"
ROM_PARTS = ROOT / "roms-test" / "m68k_st"  # names of the hardware, the ROM's layout
BINUTILS = "m68k-linux-gnu-"
# Starting is not counted: only what the longer run has more of.
SHORT, LONG = 600, 2600
CHECKED_FRAMES = 600


class Engine(typing.NamedTuple):
    """Somebody who runs a ROM. A command is to be followed by the number of frames."""
    name: str
    every_picture: typing.Sequence[str]  # draws and shows each of them, in a window without a screen
    few_pictures: typing.Sequence[str]  # as few as it may
    serial: typing.Sequence[str]  # what precedes the name of the file for the serial port


def sosie(name, *options):
    command = [str(SOSIE), "st", *options, "--rom", "ROM"]
    return Engine(name, [*command, "--sound", "off", "--speed", "10000%", "--run-frames"],
                  [*command, "--headless", "--run-frames"], ["--serial"])


def hatari(name, *options):
    command = ["hatari", "--tos", "ROM", "--machine", "st", "--memsize", "1024", "--monitor", "rgb", *options,
               "--patch-tos", "off", "--timer-d", "off", "--fast-boot", "off", "--bios-intercept", "off",
               "--sound", "off", "--statusbar", "off", "--drive-led", "off", "--fast-forward", "on",
               "--confirm-quit", "off", "--log-level", "error"]
    return Engine(name, [*command, "--frameskips", "0", "--run-vbls"], [*command, "--frameskips", "8", "--run-vbls"],
                  ["--rs232-out"])


SOSIE_EXACT = sosie("sosie")
SOSIE_TURBO = sosie("turbo", "--jit")
HATARI = [
    hatari("cycle-exact", "--cpu-exact", "on", "--compatible", "on", "--video-timing", "ws3"),
    hatari("prefetch", "--cpu-exact", "off", "--compatible", "on"),
    hatari("plain", "--cpu-exact", "off", "--compatible", "off"),
]


class Rom(typing.NamedTuple):
    name: str
    path: pathlib.Path
    checks: bool = False  # tells on the serial port what it found


def build_busy():
    """bench/st/busy.s as a ROM."""
    missing = [tool for tool in ("as", "ld", "objcopy") if not shutil.which(BINUTILS + tool)]
    if missing:
        fail(f"{BINUTILS}{missing[0]} not found; run scripts/install (package: binutils-m68k-linux-gnu)")
    folder = BUILT / "st"
    folder.mkdir(parents=True, exist_ok=True)
    for command in (
            ["as", "-m68000", "--fatal-warnings", f"-I{ROM_PARTS}", SOURCES / "busy.s", "-o", folder / "busy.o"],
            ["ld", "-T", ROM_PARTS / "rom.ld", folder / "busy.o", "-o", folder / "busy.elf"],
            ["objcopy", "-O", "binary", "-j", ".rom", folder / "busy.elf", folder / "busy.img"]):
        done = subprocess.run([BINUTILS + command[0], *map(str, command[1:])], capture_output=True, text=True)
        if done.returncode != 0:
            fail(f"bench/st/busy.s: {last_line(done.stderr)}")
    return Rom("busy", folder / "busy.img", checks=True)


class Bench:
    """Runs engines, in a home folder of their own."""

    def __init__(self, home, limit):
        self.home, self.limit, self.problems = pathlib.Path(home), limit, []

    def run(self, engine, rom, command, frames, *more):
        words = [str(rom.path) if word == "ROM" else word for word in command]
        run = Run([*words, str(frames), *more], self.limit,
                  {"HOME": str(self.home), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"})
        if run.problem:
            self.problems.append(f"{rom.name}, {engine.name}: {run.problem}: {last_line(run.errors)}")
        return run

    def found(self, engine, rom):
        """What the program says on the serial port: the rounds that it has made, and their sums."""
        file = self.home / "serial"
        file.unlink(missing_ok=True)
        self.run(engine, rom, engine.few_pictures, CHECKED_FRAMES, *engine.serial, str(file))
        lines = file.read_text(errors="replace").splitlines() if file.exists() else []
        words = [line.replace(",", "").split() for line in lines]
        reports = [(int(w[1], 16), w[4]) for w in words if len(w) == 5 and w[0] == "busy:"]
        return reports[-1][0] if reports else None, {total for _, total in reports}

    def check(self, engines, rom):
        """\return the last count of rounds by each engine. All find the same sum, but not in the same time."""
        rounds, expected = {}, None
        for engine in engines:
            rounds[engine.name], sums = self.found(engine, rom)
            expected = expected or sums
            if len(sums) != 1 or sums != expected:
                self.problems.append(f"{rom.name}, {engine.name}: found {', '.join(sorted(sums)) or 'nothing'}, "
                                     f"{engines[0].name} {', '.join(sorted(expected)) or 'nothing'}")
        return rounds

    def frames_a_second(self, engines, rom, runs, commands):
        """By engine, from the least CPU time of each length."""
        least = {}
        for _ in range(runs):
            for engine, command in zip(engines, commands):
                for frames in (SHORT, LONG):
                    run = self.run(engine, rom, command, frames)
                    if not run.problem:
                        key = engine.name, frames
                        least[key] = min(least.get(key, run.seconds), run.seconds)
        result = {}
        for engine in engines:
            times = [least.get((engine.name, frames)) for frames in (SHORT, LONG)]
            if None not in times and times[1] > times[0]:
                result[engine.name] = (LONG - SHORT) / (times[1] - times[0])
        return result


def roms_of(notes):
    roms = [build_busy()]
    emutos = os.environ.get("SOSIE_EMUTOS")
    if emutos and pathlib.Path(emutos).is_file():
        roms.append(Rom("desktop", pathlib.Path(emutos).resolve()))
    else:
        notes.append(f"{emutos} is no file: no desktop" if emutos else "no desktop: SOSIE_EMUTOS names no EmuTOS image")
    return roms


def engines_of(notes):
    engines = []
    if not SOSIE.exists():
        notes.append(f"no figures for sosie: {SOSIE.relative_to(ROOT)} is missing")
    else:
        engines.append(SOSIE_EXACT)
        if "--jit" in subprocess.run([str(SOSIE), "st", "--help"], capture_output=True, text=True).stdout:
            engines.append(SOSIE_TURBO)
        else:
            notes.append("no turbo: `sosie st` has no --jit")
    if shutil.which("hatari"):
        engines += HATARI
    else:
        notes.append("no figures for hatari: the package hatari is not installed")
    return engines


def table(engines, rows, rounds):
    def ratio(figures, name):
        ours, theirs = figures.get(SOSIE_EXACT.name), figures.get(name)
        return f"{ours / theirs:.2f}" if ours and theirs else "-"

    compared = [engine.name for engine in HATARI if engine in engines]
    head = ["frames a second"] + [e.name for e in engines] + [f"sosie/{name}" for name in compared]
    body = [[name] + [f"{figures[e.name]:.0f}" if e.name in figures else "-" for e in engines] +
            [ratio(figures, theirs) for theirs in compared] for name, figures in rows.items()]
    work = [[f"rounds in {CHECKED_FRAMES} frames"] + [str(rounds.get(e.name) or "-") for e in engines] +
            ["" for _ in compared]]
    return aligned([[head], body, work])


def run(options):
    if not options.no_build:
        build_sosie()
    notes = []
    engines, roms = engines_of(notes), roms_of(notes)
    if not engines:
        fail("; ".join(notes))
    rows, rounds = {}, {}
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(home, options.limit)
        for rom in roms:
            if rom.checks:
                rounds = bench.check(engines, rom)
            for name, commands in ((rom.name, [e.few_pictures for e in engines]),
                                   (f"{rom.name}, every picture", [e.every_picture for e in engines])):
                rows[name] = bench.frames_a_second(engines, rom, options.runs, commands)
    print("\n".join(table(engines, rows, rounds) + notes))
    if bench.problems:
        print("\n".join(["", "problems:"] + [f"  {problem}" for problem in dict.fromkeys(bench.problems)]))
    if options.json:
        options.json.write_text(json.dumps({"suite": NAME, "frames_a_second": rows, "rounds": rounds}, indent=2) + "\n")
    return 1 if bench.problems else 0


def add_options(parser):
    parser.add_argument("--runs", type=positive(int), default=3, help="runs of each (%(default)s)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all figures to FILE as well")
    parser.add_argument("--limit", type=positive(float), default=120, metavar="SECONDS",
                        help="end a run that takes longer (%(default)s)")
    parser.add_argument("--no-build", action="store_true", help="take build/release/sosie as it is")
