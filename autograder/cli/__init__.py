"""The `autograder` command."""

import importlib
import sys

import click

from autograder.errors import AutograderError
from autograder.sandbox.tripwire import no_kernels

# Each lies in the module of its name, and none is imported but the one that is asked for: the
# processes that grade side by side import this module too.
COMMANDS = (
    "init",
    "new-grader",
    "collect",
    "grade",
    "regrade",
    "report",
    "comment",
    "history",
    "answers",
    "mark",
    "export",
    "demo",
    "doctor",
    "verify",
    "mutate",
    "calibrate",
)


class _Commands(click.Group):
    """Finds the commands, and turns the errors that we raise on purpose into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an instructor's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"autograder.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

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
