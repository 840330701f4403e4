"""The local server that the browser comes back to after an approval.

Knows: HTTP on loopback, the ports it listens on, the state hashes of open attempts, and the result
pages it shows.
Must not know: Stripe, the store, the keychain, any window, or what its own texts say.
"""
