"""Connection profiles: read, check, explain.

Knows: the TOML of a connection profile, and what must be true of it. A profile is hostile.
Must not know: where it is kept, who asks, Stripe, windows.
"""
