"""Main window, pages, wizard, item models, texts, theme.

Knows: core's values, the workflow's calls and events, and Qt's widgets.
Must not know: the network, the disk, the keychain, or any adapter; it keeps no truth of its own.
"""
