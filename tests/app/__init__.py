"""Putting the pieces together, and the program from its command line on."""
