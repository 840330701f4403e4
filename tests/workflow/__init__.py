"""Tests of who does what, when: on a real database, with stand-ins at the workflow's edges."""
