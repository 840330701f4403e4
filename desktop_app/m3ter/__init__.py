"""m3ter's API, over `net/`.

Knows: m3ter's endpoints as they are published, and what is inferred beside that.
Must not know: when or why it is called, what is stored, Stripe, or Qt.
"""
