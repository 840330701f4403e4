"""Reads and checks connection profiles. A profile may come from an attacker.

Knows: the TOML format of a connection profile, and the rules for its content.
Must not know: where a profile is stored, who reads it, Stripe, windows.
"""
