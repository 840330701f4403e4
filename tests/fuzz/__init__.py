"""Coverage-guided fuzzing, and hostile scenarios against a receiver that listens.

`make fuzz` runs both (`__main__.py`) and writes what it saw to build/fuzz/report.md. Each target is
a module with `fuzz`, which takes an input and raises if a promise is broken, and `WORDS`, which a
fuzzer combines into inputs. `corpus/` has the inputs that a fuzzer begins with, and `regressions/`
those that broke a promise once. The tests replay both without a fuzzer.
"""
