"""Main window, pages, wizard, item models, texts, theme.

Knows: core's values, the workflow's commands and events, and Qt's widgets.
Must not know: the network, the disk, the keychain, or any adapter. It shows the workflow's state
and holds no copy that could differ from it.
"""
