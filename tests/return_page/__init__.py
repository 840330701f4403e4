"""The return page as a file; in a browser it is tested in tests/end_to_end."""
