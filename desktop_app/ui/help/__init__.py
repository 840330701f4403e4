"""What the Help menu opens: the user guide, the shortcuts, what the program is made of."""
