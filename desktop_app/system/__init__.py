"""Adapters to the operating system.

They are for paths, the browser, the single instance, the clock, the alarm, D-Bus, resume from
sleep, proxies, reachability, notifications, documents, background tasks, signals, the log,
translations, core files, and the users at the other end of connections.

Knows: the operating system, and Qt's functions for it.
Must not know: what a credential is, or why anything is done.
"""
