"""Resource limits of a worker.

There is no limit of processor time: it is useless against sleep, so time is taken from outside.
"""

import os
import resource

from autograder.limits import Limits

STACK_BYTES = 64 << 20


def apply(limits: Limits, own_users: bool) -> None:
    """Set every limit for good; processes are counted only where the users are the worker's own.

    Elsewhere the count would include everything else that the same user runs.
    """
    cores = os.cpu_count() or 1
    address_space = limits.address_space_bytes + cores * limits.address_space_bytes_per_core
    bounds = {
        resource.RLIMIT_AS: address_space,
        resource.RLIMIT_DATA: limits.data_bytes,
        # The stack is no data: it could grow up to its hard limit, which is none.
        resource.RLIMIT_STACK: _present(resource.RLIMIT_STACK, STACK_BYTES),
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }
    if own_users:
        bounds[resource.RLIMIT_NPROC] = limits.processes + cores * limits.processes_per_core
    for kind, bound in bounds.items():
        _lower(kind, bound)


def _present(kind: int, otherwise: int) -> int:
    soft, _ = resource.getrlimit(kind)
    return soft if soft != resource.RLIM_INFINITY else otherwise


def _lower(kind: int, bound: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    resource.setrlimit(kind, (bound, bound))
