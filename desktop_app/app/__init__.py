"""The one place that puts the pieces together; it alone knows every room."""
