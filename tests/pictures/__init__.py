"""A picture of every page and state: modules of states by page, and the camera."""
