"""Stores credentials and the log in SQLite, and secrets in the operating system's keychain.

Knows: core's values, and how they are stored.
Must not know: when or why something is stored; the workflow decides that.
"""
