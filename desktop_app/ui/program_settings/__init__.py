"""The program's own settings: on the Settings page of every workspace, the same for all of them."""
