"""Tests of the practice Stripe: from outside, as browsers and Stripe's own library meet it."""
