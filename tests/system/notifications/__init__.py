"""What stands between the program and the operating system, on the real system."""
