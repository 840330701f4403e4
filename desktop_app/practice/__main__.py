"""Runs the practice Stripe and m3ter alone: `python -m desktop_app.practice --port N`.

Prints one line of JSON and serves until it is interrupted. The line has Stripe's URLs, client ids
and keys, and m3ter's address, organization, access key and Console page.
Every user of this computer can connect to it.
"""

import argparse
import json
import signal
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from desktop_app.practice.limits import Limits
from desktop_app.practice.server import PracticeStripe


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit status."""
    options = _parser().parse_args(arguments)
    if options.data_dir is not None:
        return _serve(options.data_dir, options.port, options.redirect_uri)
    with tempfile.TemporaryDirectory(prefix="practice-stripe-") as folder:
        return _serve(Path(folder), options.port, options.redirect_uri)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m desktop_app.practice",
        description=(
            "Stand-ins for Stripe Connect and for m3ter on this computer, for practice and for "
            "tests. Prints one line of JSON: their addresses and keys, m3ter's organization, and "
            "the page that stands in for m3ter's Console."
        ),
    )
    parser.add_argument("--port", type=int, help="serve this port (default: a free one)")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="URI",
        help="register this redirect URI; may be given more than once",
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="remember what they know here (default: forget it at the end)",
    )
    return parser


def _serve(folder: Path, port: int | None, redirect_uris: Sequence[str]) -> int:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    practice = PracticeStripe(
        folder, port=port, grants_endpoint=True, limits=Limits(idle_time=None)
    )
    try:
        for uri in redirect_uris:
            practice.register_redirect_uri(uri)
        addresses = practice.start()
    except (OSError, OverflowError, ValueError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(addresses)), flush=True)
    try:
        # Short waits, because Windows delivers a signal only between two waits.
        while not stopping.wait(0.5):
            pass
    finally:
        practice.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
