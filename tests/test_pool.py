"""A command's pool stays open from the reference to the last outputs."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from autograder.pool import local_executors, reusing


def test_pool_stays_open_from_one_use_to_the_next() -> None:
    """What a process has imported is there for the next use, and a broken pool is not used."""
    with reusing(local_executors, 1) as executors:
        with executors(1) as first:
            process = first.reading.submit(os.getpid).result()
        with executors(1) as second:
            assert second.reading.submit(os.getpid).result() == process
            with pytest.raises(BrokenProcessPool):
                second.reading.submit(os.abort).result()
        with executors(1) as third:
            assert third.reading.submit(os.getpid).result() != process


def test_pool_of_another_size_is_its_own() -> None:
    """Whoever is tried alone has a pool that ends with the trial, and no other's."""
    with reusing(local_executors, 2) as executors:
        with executors(2) as usual:
            process = usual.reading.submit(os.getpid).result()
        with executors(1) as alone:
            assert alone.reading.submit(os.getpid).result() != process
        with executors(2) as again:
            assert again.reading is usual.reading
