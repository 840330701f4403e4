"""Connecting an organization by its connection profile, its secrets, and forgetting it."""
