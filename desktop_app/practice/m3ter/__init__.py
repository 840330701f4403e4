"""The stand-in for m3ter: an organization whose integrations are made up.

Knows: m3ter's API as it is published, and which accounts are connected at the practice Stripe.
Must not know: any other room.
"""
