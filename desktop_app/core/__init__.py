"""What a credential is, and what may happen to it.

Knows: names, systems, deadlines, states, outcomes, as values and rules in plain Python.
Must not know: Qt, the network, the disk, the keychain, or any other room of this program.
"""
