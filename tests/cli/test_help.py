"""`autograder --help` names every command, and comes at once."""

import subprocess
import sys

from click.testing import CliRunner

from autograder.cli import COMMANDS, main

LISTED = """
import sys
from autograder.cli import main
main(["--help"], standalone_mode=False)
print([name for name in sys.modules if name.startswith("autograder.cli.")])
"""


def test_the_list_of_commands_imports_none_of_them() -> None:
    """What grades needs seconds for its imports; whoever asks what there is waits for nothing."""
    run = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_every_command_is_listed_in_words_that_fit_a_line() -> None:
    """No line of the list is cut, and each belongs to a command that can be imported."""
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    for name, summary in COMMANDS.items():
        assert f"  {name:<12}{summary}\n" in shown
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
