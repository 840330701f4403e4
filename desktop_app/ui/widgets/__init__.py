"""Small widgets that several pages are made of. They show what they are given."""
