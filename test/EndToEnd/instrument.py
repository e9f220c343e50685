"""Ways to build and run the C program of conformance.py so that stray accesses are caught.

Each has the flags for the C compiler, a command in front of the program, and `prepare`, which may replace a
model's object after effc made it. `find(name, options)` returns one; None says that a tool for it is missing.
"""

import re
import shutil

PAGE = 4096
NAMES = ["memcheck", "address", "thread", "before-constants", "behind-constants"]


class Instrument:
    flags, wrapper = [], []

    def __init__(self, options):
        self.options = options

    def is_available(self):
        return True

    def prepare(self, batch, case, name):
        """Called for each object `name`.o in batch.folder; returns what went wrong, or None."""

    def get_flags(self, batch, names):
        return self.flags


class Memcheck(Instrument):
    """Valgrind's memcheck, with the arena and the outputs marked as without value before each call."""
    flags = ["-DEFFC_MEMCHECK"]
    wrapper = ["valgrind", "--quiet", "--error-exitcode=9", "--exit-on-first-error=yes"]

    def is_available(self):
        return shutil.which("valgrind") is not None


class Sanitizer(Instrument):
    """AddressSanitizer, which also puts red zones around each constant, or ThreadSanitizer, in the model's own
    code: its bitcode is instrumented."""

    def __init__(self, options, kind, passes):
        super().__init__(options)
        self.kind, self.passes = kind, passes
        self.flags = [f"-fsanitize={kind}", "-g"]
        # The case that a report is about is the one that ends the program.
        self.wrapper = ["env", "ASAN_OPTIONS=detect_leaks=0", "TSAN_OPTIONS=halt_on_error=1"]

    def prepare(self, batch, case, name):
        tools = self.options.nm.parent
        bitcode = batch.folder / f"{name}.bc"
        steps = [[self.options.effc, case.model, "--emit=bc", "-o", bitcode, f"--name={name}", *batch.effc_options],
                 [tools / "opt", f"-force-attribute=sanitize_{self.kind}", f"-passes=forceattrs,{self.passes}", bitcode,
                  "-o", bitcode],
                 [self.options.cc, "-Wno-override-module", "-O1", "-c", bitcode, "-o", batch.folder / f"{name}.o"]]
        for step in steps:
            result = batch.call(step)
            if result.returncode != 0:
                return f"{step[0]} exits with {result.returncode}: {result.stderr.strip()[:300]}"
        return None


class GuardedConstants(Instrument):
    """A linker script that lets each constant begin behind an inaccessible page, or end at one, as far as its
    alignment allows."""

    def __init__(self, options, at_end):
        super().__init__(options)
        self.at_end = at_end

    def list_constants(self, batch, name):
        """Pairs of size and alignment of the sections .rodata* of an object, by name."""
        listed = batch.call([self.options.nm.parent / "llvm-readelf", "--sections", "--wide", batch.folder / f"{name}.o"])
        pattern = r"\]\s+(\.rodata\S*)\s+PROGBITS\s+\S+\s+\S+\s+(\S+).*\s(\d+)$"
        return [(section, int(size, 16), int(align))
                for section, size, align in re.findall(pattern, listed.stdout, re.MULTILINE) if int(size, 16)]

    def get_flags(self, batch, names):
        lines = ["SECTIONS { .effc_guarded : {"]
        holes = []
        for name in names:
            sections = self.list_constants(batch, name)
            for section in sorted({section for section, _, _ in sections}):
                same = [(size, align) for other, size, align in sections if other == section]
                align = max(align for _, align in same)
                # Several sections of one name lie one after the other; then the end is a bound.
                size = sum(-(-size // align) * align for size, _ in same)
                slack = (PAGE - size % PAGE) % PAGE // align * align if self.at_end else 0
                hole = len(holes)
                holes.append(hole)
                lines += [f"  . = ALIGN({PAGE}); effc_hole{hole} = .; . += {PAGE}; effc_hole{hole}_end = .;",
                          f"  . += {slack}; *{name}.o({section})"]
        lines += [f"  . = ALIGN({PAGE}); effc_last_hole = .; . += {PAGE}; effc_last_hole_end = .;",
                  "  . = ALIGN(8); effc_holes = .;"]
        for hole in [f"effc_hole{hole}" for hole in holes] + ["effc_last_hole"]:
            lines.append(f"  QUAD({hole}) QUAD({hole}_end)")
        lines.append("  effc_holes_end = .; } } INSERT AFTER .rodata;")
        script = batch.folder / "guarded.ld"
        script.write_text("\n".join(lines) + "\n")
        return ["-DEFFC_GUARDED_CONSTANTS", "-fuse-ld=lld", "-no-pie", f"-Wl,-T,{script}"]


def find(name, options):
    made = {
        None: lambda: Instrument(options),
        "memcheck": lambda: Memcheck(options),
        "address": lambda: Sanitizer(options, "address", "asan"),
        "thread": lambda: Sanitizer(options, "thread", "tsan-module,function(tsan)"),
        "before-constants": lambda: GuardedConstants(options, at_end=False),
        "behind-constants": lambda: GuardedConstants(options, at_end=True),
    }[name]()
    return made if made.is_available() else None
