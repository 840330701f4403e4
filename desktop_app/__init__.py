"""m3ter Desktop: connect a company's Stripe account to m3ter, as a native program."""

__version__ = "0.1.0"
