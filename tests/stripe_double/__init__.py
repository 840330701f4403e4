"""A stand-in for Stripe Connect that is written for the tests; it can also run alone.

Knows: what Stripe documents, and how badly the world between Stripe and a computer can behave.
Must not know: anything of the program. Not `practice/` either: what both get wrong in the same way
would go unseen. Only `m3ter_beside.py` knows the practice m3ter, which is served beside the double
when it runs alone.

Start reading at `double.py`; `rules.py` is Stripe's documentation as code.
"""
