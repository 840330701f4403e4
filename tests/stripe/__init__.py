"""Tests of the Stripe client: against the practice Stripe, and against servers that misbehave."""
