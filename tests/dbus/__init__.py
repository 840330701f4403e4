"""Message buses that tests play on, and services there that stand in for those of a desktop.

Knows D-Bus as jeepney speaks it; must not import `desktop_app` or know which tests play.
"""
