"""Tests of the window, its pages and the wizard: real widgets on a harness, without a screen."""
