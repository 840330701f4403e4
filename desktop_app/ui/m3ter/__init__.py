"""What the window shows of m3ter. Imported when it is first used."""
