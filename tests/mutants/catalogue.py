"""The one list of protections."""

from tests.mutants import (
    network,
    pasting,
    practice,
    profiles,
    receiver,
    storage,
    system,
    texts,
    workflow,
)
from tests.mutants.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = (
    *receiver.MUTANTS,
    *system.MUTANTS,
    *workflow.MUTANTS,
    *pasting.MUTANTS,
    *storage.MUTANTS,
    *network.MUTANTS,
    *practice.MUTANTS,
    *profiles.MUTANTS,
    *texts.MUTANTS,
)
