"""The local server that the browser comes back to after an approval.

Knows: HTTP on 127.0.0.1, the open attempts' state hashes, and the result pages it shows.
Must not know: Stripe, the store, the keychain, any window, or what its own texts say.
"""
