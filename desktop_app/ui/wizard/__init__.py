"""The create wizard: two stages that render the workflow's state and keep none of it."""
