"""Runs the double and m3ter beside it, to rehearse with: `python -m tests.stripe_double …`."""

import argparse
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.m3ter_beside import M3terBeside
from tests.stripe_double.profile_files import write_profiles

_WORDS = """\
Stand-ins for Stripe and m3ter run on this computer. Nothing leaves it; all keys are made up.

In m3ter Desktop choose Workspace > Connect an organization… and open a profile.

  Start with this one:
  {direct}
      asks for two secret keys:
      live mode  {live_key}
      test mode  {test_key}

  Only if your company has its own exchange endpoint:
  {exchange}
      asks for the bearer token of its exchange endpoint, once for each mode:
      {bearer}

Then create a credential. At Stripe's stand-in any email will do.

  The test mode comes back straight to m3ter Desktop, at
      {loopback}
  The live mode comes back over the return page, at
      {page}
      Its certificate is made up too, so your browser warns of it: go on nevertheless.

To connect m3ter, choose Connect m3ter… on the Integrations page. It asks for an access key:
      access key ID  {m3ter_id}
      API secret     {m3ter_secret}
  The page that stands in for the m3ter Console, where you send a bill:
      {console}

To revoke m3ter's access as the owner of an account would, open Stripe's stand-in in your browser:
      {origin}
It forgets all approvals when it ends; m3ter's remembers. Both have other ports the next time:
connect the organization once more then, by the new profile.

To end it, press Ctrl-C.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit status."""
    options = _parser().parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        folder = options.folder.resolve()
        with (
            StripeDouble(options.port, options.return_page_port, options.return_port) as double,
            M3terBeside(double, folder / "m3ter", options.m3ter_port) as m3ter,
        ):
            direct, exchange = write_profiles(double, m3ter, folder)
            print(
                _WORDS.format(
                    direct=direct,
                    exchange=exchange,
                    live_key=double.live.secret_key,
                    test_key=double.test.secret_key,
                    bearer=double.bearer,
                    loopback="\n      ".join(double.return_uris),
                    page=double.return_page.uri,
                    origin=double.origin,
                    m3ter_id=m3ter.key.id,
                    m3ter_secret=m3ter.key.secret,
                    console=m3ter.console,
                ),
                flush=True,
            )
            # In short waits, because Windows delivers no signal during a long one.
            while not stopping.wait(0.5):
                pass
    except (OSError, OverflowError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.stripe_double",
        description=(
            "Stand-ins for Stripe, for m3ter, and for a company's return page, on this computer."
        ),
    )
    parser.add_argument(
        "--folder",
        type=Path,
        required=True,
        help="where the connection profiles are written, and what m3ter's stand-in knows",
    )
    parser.add_argument("--port", type=int, default=0, help="Stripe's (default: a free one)")
    parser.add_argument("--m3ter-port", type=int, default=0, help="m3ter's (default: a free one)")
    parser.add_argument(
        "--return-page-port", type=int, default=0, help="the return page's (default: a free one)"
    )
    parser.add_argument(
        "--return-port",
        type=int,
        action="append",
        default=[],
        help="where m3ter Desktop may listen in test mode; may be given more than once",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
