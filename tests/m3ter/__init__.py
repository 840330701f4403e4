"""m3ter's API as this program calls it."""
