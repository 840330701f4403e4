"""The practice Stripe: a stand-in for Stripe Connect that runs on this computer.

Knows: Stripe's public protocol, and what it granted itself.
Must not know: any other room of this program; it could be a program of its own, and can be run so.
"""
