"""How many submissions are graded side by side where nobody says a number."""

from pathlib import Path

import pytest

from autograder.cli.capacity import as_many_as_fit, limits_of_memory

GIGABYTE = 10**9


@pytest.mark.parametrize(
    ("own", "files", "limits"),
    [
        ("0::/\n", {"memory.max": f"{2 * GIGABYTE}\n"}, [2 * GIGABYTE]),
        ("0::/\n", {"memory.max": "max\n"}, []),
        (
            "0::/job/step\n",
            {"job/memory.max": f"{GIGABYTE}\n", "job/step/memory.max": "max\n"},
            [GIGABYTE],
        ),
        (
            "4:memory:/docker/1f\n1:cpu:/docker/1f\n",
            {"memory/memory.limit_in_bytes": f"{3 * GIGABYTE}\n"},
            [3 * GIGABYTE],
        ),
        ("", {}, []),
    ],
)
def test_limit_of_every_control_group_around_counts(
    own: str, files: dict[str, str], limits: list[int], tmp_path: Path
) -> None:
    """Those of both versions, of a container and of a scheduler's job; "max" is no limit."""
    (tmp_path / "own").write_text(own)
    groups = tmp_path / "cgroup"
    for name, text in files.items():
        (groups / name).parent.mkdir(parents=True, exist_ok=True)
        (groups / name).write_text(text)
    assert list(limits_of_memory(groups, tmp_path / "own")) == limits


@pytest.mark.parametrize(("gigabytes", "jobs"), [(1, 1), (4, 2), (100, 3)])
def test_one_for_each_core_as_far_as_memory_goes(
    gigabytes: int, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With three cores: one where memory is for less, three where there is plenty."""
    (tmp_path / "own").write_text("0::/\n")
    (tmp_path / "memory.max").write_text(str(gigabytes * GIGABYTE))
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 10**8}.__getitem__)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.setattr("autograder.cli.capacity.CGROUPS", tmp_path)
    monkeypatch.setattr("autograder.cli.capacity.OWN_CGROUPS", tmp_path / "own")
    assert as_many_as_fit() == jobs
