"""Takes out one protection of the program at a time, and finds the test that notices.

Knows: the protections by name, and how to run the tests on a changed copy of the checkout.
Must not know: how a protection works. It changes nothing outside of build/.
"""
