"""The paths of m3ter's API (its published OpenAPI document)."""

import re

TOKEN = "/oauth/token"  # noqa: S105  (a path)
PAGE_SIZE = 200
"""The most rows that a page may have."""
MAX_PAGES = 500
"""More pages than any organization has. A list that goes on has no end."""

# Inferred: no published page has the body of these endpoints. The section of the API reference is
# named `integrationcredentials`, and the names of all its neighbours are their paths.
_CREDENTIALS = "integrationcredentials"

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


def is_id(text: object) -> bool:
    """Return whether `text` can be an id, or a name of m3ter's, in a path."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def systems(organization_id: str) -> str:
    """Return the path of the systems that an organization can integrate with."""
    return _path(organization_id, "integrationconfigs", "available", "systems")


def configurations(organization_id: str) -> str:
    """Return the path of the list of configurations, where one is created, too."""
    return _path(organization_id, "integrationconfigs")


def configuration(organization_id: str, configuration_id: str) -> str:
    """Return the path of one configuration."""
    return _path(organization_id, "integrationconfigs", configuration_id)


def enable(organization_id: str, configuration_id: str) -> str:
    """Return the path at which a configuration is enabled. There is none that disables one."""
    return _path(organization_id, "integrationconfigs", configuration_id, "enable")


def runs(organization_id: str, destination_id: str) -> str:
    """Return the path of the runs of a destination."""
    return _path(organization_id, "integrationruns", "destinations", destination_id)


def credentials(organization_id: str) -> str:
    """Return the inferred path of the list of credentials, where one is created, too."""
    return _path(organization_id, _CREDENTIALS)


def _path(organization_id: str, *parts: str) -> str:
    # An id may come from a response. It must not lead to another path, as `..` would.
    if not all(map(is_id, (organization_id, *parts))):
        raise ValueError("not an id")
    return "/".join(("/organizations", organization_id, *parts))
