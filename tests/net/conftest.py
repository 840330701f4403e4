"""The servers and proxies that the tests of this room and of stripe/ share."""

from tests.net.fixtures import serve_with, sites

__all__ = ["serve_with", "sites"]
