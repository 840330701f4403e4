"""HTTP for every client of a service.

Knows: HTTP, proxies, trust, time limits, how reads are sent again, how a JSON body is read, and how
a text from outside is made safe to show.
Must not know: Stripe, m3ter, when or why something is called, Qt, or how anything is stored.
"""
