"""The external systems that a credential can be created for, by m3ter's destination names."""

from enum import Enum


class System(Enum):
    """An external system. The value is m3ter's `destination` identifier."""

    STRIPE = "STRIPE"
    STRIPE_TEST = "STRIPE_TEST"

    @property
    def label(self) -> str:
        """The name that m3ter shows. It is a product name, the same in every language."""
        return _LABELS[self]

    @property
    def livemode(self) -> bool:
        """Whether grants for this system must carry Stripe's `livemode: true`."""
        return self is System.STRIPE


_LABELS = {System.STRIPE: "Stripe", System.STRIPE_TEST: "Stripe (Test Mode)"}
