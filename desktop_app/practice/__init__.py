"""The practice Stripe: a stand-in for Stripe Connect that runs on this computer.

Knows: Stripe's public protocol, and the access that it has granted.
Must not know: any other room of this program. It can be run alone.
"""
