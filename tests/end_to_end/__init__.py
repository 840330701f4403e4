"""The whole program from outside: a virtual desktop, a person's hands and eyes, a real browser.

Knows labels and what a person sees; must not import `desktop_app` or know how it is built.
"""
