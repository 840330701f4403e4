"""Brings the translations up to date: `python -m tests.translations`.

Every .ts file in resources/translations follows the code, and gets its .qm file. A template for
another language is written to build/translations.
"""

import sys

from tests.translations.qt_tools import BUILD, ENGLISH, TRANSLATIONS, extract, release
from tests.window_harness import ROOT

TEMPLATE = BUILD / "m3ter-desktop_LANGUAGE.ts"


def main() -> int:
    """Update all files, and say which."""
    for ts in sorted(TRANSLATIONS.glob("m3ter-desktop_*.ts")):
        extract(ts, only_plurals=ts == ENGLISH)
        release(ts, ts.with_suffix(".qm"))
        print(ts.relative_to(ROOT))
    BUILD.mkdir(parents=True, exist_ok=True)
    TEMPLATE.unlink(missing_ok=True)
    extract(TEMPLATE)
    print(TEMPLATE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
