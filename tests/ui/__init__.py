"""Tests of the window, its pages and the wizard: real widgets on a desk, without a screen."""
