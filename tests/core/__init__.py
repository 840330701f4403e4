"""The values and rules, without any part around them."""
