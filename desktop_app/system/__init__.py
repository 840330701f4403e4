"""Paths, browser, single instance, clock, alarm, the resume signal, notifications, documents,
background tasks, signals, logging.

Knows: the operating system and Qt's way to it.
Must not know: what a credential is, or why anything is done.
"""
