"""The create wizard: two stages that show the workflow's state and hold no copy of it."""
