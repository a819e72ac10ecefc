"""The `autograder` command."""

import importlib
import sys
from collections.abc import Mapping

import click

from autograder.errors import AutograderError
from autograder.processes import spare_imports
from autograder.sandbox.tripwire import no_kernels

# Each lies in the module of its name, and none is imported but the one that is asked for: the
# list of all must come at once, and the processes that grade import this module too.
COMMANDS: Mapping[str, str] = {
    "init": "Make a course that works at once.",
    "adopt": "Take on an nbgrader course with tests in its cells.",
    "convert": "Draft hidden graders from the tests in a notebook's cells.",
    "new-grader": "Write the frame of a file of graders.",
    "collect": "Sort the download of a learning platform by student.",
    "grade": "Grade what was handed in.",
    "regrade": "Grade again what a change affects, and say who gains or loses.",
    "watch": "Grade what is handed in as it arrives, with feedback at once.",
    "report": "Say what the class did not understand, and whom to talk to.",
    "comment": "Write one comment to every student of a group.",
    "history": "Show when a student was graded, and what changed.",
    "answers": "Write all answers to one question on one page, for marking.",
    "mark": "Enter the marks of a table that `answers` wrote.",
    "export": "Write the final points for another system.",
    "demo": "Make up a class, grade it, and show all that people get.",
    "check": "Run the checks that stand in one notebook.",
    "doctor": "Check this machine and the course; show the next steps.",
    "verify": "Test the graders with right and wrong solutions.",
    "mutate": "Test the graders with changed copies of the reference.",
    "calibrate": "Choose the cut-offs of criteria that depend on chance.",
}


class _Commands(click.Group):
    """Finds the commands, and turns the errors that we raise on purpose into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an instructor's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        spare_imports()
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"autograder.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, and import none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, and no kernel; an error of ours needs no traceback."""
        try:
            with no_kernels("autograder"):
                return super().invoke(ctx)
        except AutograderError as error:
            click.echo(f"autograder: {error}", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nbgradient")
def main() -> None:
    """Grade deep-learning notebooks by what the student's code really does.

    Example: autograder grade week5
    """
