"""Who does what, when: approvals, creation, expiry, clean-up.

Knows: core, and its ports (`ports.py`), which say what it needs from the outside.
Must not know: any adapter behind a port, Qt, or how anything is shown.
"""
