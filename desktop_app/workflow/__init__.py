"""What happens when: approvals, connection checks, expiry, revocation, removal and clean-up.

Knows: core, and its ports (`ports.py`), which describe what it needs from the outside.
Must not know: any adapter behind a port, Qt, or how anything is shown.
"""
