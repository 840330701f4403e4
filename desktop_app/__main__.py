"""Starts the program: `python -m desktop_app`."""

import sys

from desktop_app.app.start import run


def main() -> int:
    """Run with the command line's arguments."""
    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
