"""Brings the translations up to date: `python -m tests.translations [LANGUAGE …]`.

Every .ts file in resources/translations follows the code, and gets its .qm file. A language that is
named, as Qt names it (`de`, `pt_BR`), is begun: it gets a file with all texts, to be translated.
"""

import sys

from tests.paths import ROOT
from tests.translations.qt_tools import TRANSLATIONS, release, update


def main(languages: list[str]) -> int:
    """Update all files, and say which."""
    begun = {TRANSLATIONS / f"m3ter-desktop_{language}.ts" for language in languages}
    for ts in sorted(begun.union(TRANSLATIONS.glob("m3ter-desktop_*.ts"))):
        update(ts)
        release(ts, ts.with_suffix(".qm"))
        print(ts.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
