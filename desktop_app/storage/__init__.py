"""SQLite for what is known, the operating system's keychain for what is secret.

Knows: core's values, and how they are kept.
Must not know: when or why something is kept; that is the workflow's.
"""
