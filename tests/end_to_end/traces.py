"""Looks for traces of secrets: as they are, and in every disguise that programs write them in."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from urllib.parse import quote

Places = Mapping[str, bytes]
"""What was written, by where it was found."""


def disguises(secret: str) -> dict[str, bytes]:
    """Return what betrays a secret, by the name of the disguise.

    In base64 a secret looks different by where in a text it begins; the signs that its neighbours
    have a share in are left out.
    """
    raw = secret.encode()
    once = quote(secret, safe="")
    forms = {
        "as it is": raw,
        "UTF-16": secret.encode("utf-16-le"),
        "URL-encoded": once.encode(),
        "URL-encoded in small letters": _small(once).encode(),
        "URL-encoded twice": quote(once, safe="").encode(),
        "URL-encoded twice in small letters": quote(_small(once), safe="").encode(),
        "hex": raw.hex().encode(),
        "hex in capitals": raw.hex().upper().encode(),
    }
    for before, (kind, encode) in product(range(3), _BASE64.items()):
        forms[f"{kind}, {before} bytes on"] = _middle(encode(b"\0" * before + raw), before, raw)
    return forms


def files_in(*places: Path) -> dict[str, bytes]:
    """Return every file in these folders, or these files, with what is in it."""
    files = (
        file for place in places for file in ([place] if place.is_file() else place.rglob("*"))
    )
    return dict(_read(file for file in files if file.is_file()))


def traces(secrets: Iterable[str], places: Places) -> list[str]:
    """Return where secrets were found, and in which disguise; the secrets themselves not whole."""
    return [
        f"{secret[:8]}… {disguise}: {where}"
        for secret in sorted(set(secrets))
        for disguise, form in disguises(secret).items()
        for where, content in places.items()
        if form in content
    ]


_BASE64 = {"base64": base64.b64encode, "URL-safe base64": base64.urlsafe_b64encode}


def _small(encoded: str) -> str:
    """Write the escapes of a URL-encoded text in small letters."""
    first, *parts = encoded.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in parts)])


def _middle(encoded: bytes, before: int, raw: bytes) -> bytes:
    """Cut off the signs that stand for the neighbours' bits, too."""
    bits = 8 * (before + len(raw))
    return encoded[-(-8 * before // 6) : bits // 6]


def _read(files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        try:
            yield str(file), file.read_bytes()
        except FileNotFoundError:  # SQLite's journals come and go
            continue
