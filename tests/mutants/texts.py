"""The protections of names, and of texts from outside (`core/`, `net/text.py`)."""

from tests.mutants.mutant import Mutant, Promise

_NAMES = "desktop_app/core/names.py"

_NAMING = ("tests/core/test_names.py",)

MUTANTS = (
    Mutant(
        Promise.TRUTH,
        "A name with a character that can't be seen is refused",
        _NAMES,
        "    if has_invisible(name):\n",
        "    if False:\n",
        _NAMING,
    ),
    Mutant(
        Promise.TRUTH,
        "Two names that differ in ignorable characters alone are one",
        _NAMES,
        'unicodedata.normalize("NFD", without_ignorable(name))',
        'unicodedata.normalize("NFD", name)',
        _NAMING,
    ),
    Mutant(
        Promise.TRUTH,
        "A name can't be taken twice",
        _NAMES,
        "    if name_key(name) in taken_keys:\n",
        "    if False:\n",
        _NAMING,
    ),
    Mutant(
        Promise.TRUTH,
        "A text of Stripe's is one line that can be seen",
        "desktop_app/net/text.py",
        "line = visible_line(value)",
        "line = value",
        ("tests/net/test_text.py",),
    ),
    Mutant(
        Promise.TRUTH,
        "An error in the address is one line that can be seen",
        "desktop_app/core/redirect_query.py",
        "return shortened(visible_line(text), limit)",
        "return shortened(text, limit)",
        ("tests/loopback/test_router.py",),
    ),
)
