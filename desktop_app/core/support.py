"""Where people get help with m3ter."""

SUPPORT_PORTAL = "https://support.m3ter.com/"
