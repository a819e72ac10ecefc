"""The collection of attacks is complete: each kind that is known has a file, and more than 80."""

import re

from attacks.reading import read_attacks

KNOWN = {
    "resources": """
        endless loop, sleep, long C call holding the GIL, loop that swallows BaseException,
        disarmed timers, recursion, memory by list, memory to the last byte, memory by array,
        memory by tensor, memory by shared mapping, leases, fork bomb, thread leak, disk fill,
        inode fill, stdout flood, huge reply, deep reply, giant traceback, questions without end
        """,
    "process": """
        sys.exit, os._exit(0), kill of parent, kill of group, kill of everyone, SIGTERM ignored,
        daemon that outlives the run, forked child that replies as well, atexit work, ptrace,
        SIGSTOP, segfault, abort, closed descriptors, setuid, mount, new namespaces
        """,
    "tampering": """
        numpy.testing, builtins, tf, pytest, objects that equal everything, float subclasses,
        array subclasses, IPython input transformers, AST transformers,
        output forged for partial credit, conftest, sitecustomize, a local numpy.py, skip raised,
        xfail raised, result file written, report printed on stdout,
        gc searched for expected values, frames searched for expected values,
        memory searched for expected values, forged replies, pickles that run code,
        Keras configs that run code, the test detected and behaviour changed,
        arguments changed in place, answers kept from an earlier call,
        an earlier cell failing on purpose
        """,
    "theft": """
        hidden tests, gradebook read, gradebook written, other submissions, symlinks, /proc,
        environment, network by TCP, network by UDP, unix socket, labels,
        weights computed beforehand, questions for what is not given,
        answers of the reference told
        """,
    "notebook": """
        invalid JSON, not UTF-8, nbformat 3, empty, 10^5 cells, huge outputs, grade cells deleted,
        grade cells edited, grade cells duplicated, grade cells retyped, wrong kernelspec,
        renamed file, archive, several versions, given cells edited, symlink, path traversal,
        script in markdown, script in outputs, magics,
        input(), !pip, Colab imports, honest output on stderr, Variable, float64, (n\\,1),
        IndexedSlices, None, generator
        """,
}


def test_every_known_kind_is_tried() -> None:
    """Each kind of attack has a file, and each file is of a kind that is listed."""
    listed = {
        f"{group}, {kind.strip()}".replace("\\,", ",")
        for group, kinds in KNOWN.items()
        for kind in re.split(r"(?<!\\),", " ".join(kinds.split()))
    }
    tried = {attack.kind for attack in read_attacks()}
    assert (sorted(listed - tried), sorted(tried - listed)) == ([], [])


def test_there_are_many() -> None:
    """At least eighty, under names of their own: each is a student."""
    names = [attack.name for attack in read_attacks()]
    assert len(names) == len(set(names)) >= 80


def test_each_says_what_it_tries() -> None:
    """A head that leaves its purpose empty is of no use to whoever reads it."""
    assert [attack.name for attack in read_attacks() if not attack.tries] == []
