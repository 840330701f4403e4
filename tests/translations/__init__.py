"""Translations: Qt's tools for them, the pseudo-locale, and the tests of both."""
