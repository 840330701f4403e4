"""Tests of HTTP: against servers that misbehave, and through proxies that do."""
