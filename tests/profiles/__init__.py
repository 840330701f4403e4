"""Connection profiles: what is read, what is refused, and what no file can bring about."""
