"""Dialogs that connect an organization, replace its secrets, and forget it."""
