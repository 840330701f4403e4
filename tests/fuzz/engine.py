"""Fuzzes one target with Atheris, which follows the coverage of the code:

    python -m tests.fuzz.engine TARGET [option of libFuzzer | folder of inputs]…

A broken promise does not end the run; see `Findings`. Linux only.
"""

import sys
import warnings

import atheris

from tests.fuzz import targets
from tests.fuzz.findings import Findings

# What the targets lead into. Coverage is not followed in libraries that read nothing from outside.
_FOLLOWED = ["desktop_app", "h11", "tomllib", "json.decoder", "http.client", "werkzeug", "urllib3"]


def main() -> None:
    """Run the fuzzer until the inputs that the options ask for were taken."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=_FOLLOWED):
        target = targets.load(name)
    warnings.simplefilter("error")
    findings = Findings(target.fuzz, targets.regressions(name))
    atheris.Setup(sys.argv, findings.try_out)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
