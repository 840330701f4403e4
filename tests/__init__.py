"""Tests of m3ter Desktop: they mirror desktop_app/, and end_to_end/ drives the whole program."""
