"""Notices above the list, notifications on the desktop, and announcements by screen readers."""
