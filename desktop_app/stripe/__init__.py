"""Stripe's protocol over HTTP.

Knows: the calls, Stripe's responses to them, and what each failure means.
Must not know: how HTTP requests leave this computer, whether it calls Stripe or a stand-in, what
the results are used for, or any other adapter.
"""
