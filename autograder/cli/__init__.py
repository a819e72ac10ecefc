"""The `autograder` command."""

import sys

import click

from autograder.cli.calibrate import calibrate
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.grade import grade
from autograder.cli.history import history
from autograder.cli.mutate import mutate
from autograder.cli.regrade import regrade
from autograder.cli.verify import verify
from autograder.errors import AutograderError


class _Told(click.Group):
    """Turns the errors that we raise on purpose into one sentence and a status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours needs no traceback."""
        try:
            return super().invoke(ctx)
        except AutograderError as error:
            click.echo(f"autograder: {error}", err=True)
            sys.exit(1)


@click.group(cls=_Told, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nbgradient")
def main() -> None:
    """Grade deep-learning notebooks by what the student's code really does.

    Example: autograder grade week5
    """


main.add_command(grade)
main.add_command(regrade)
main.add_command(history)
main.add_command(demo)
main.add_command(doctor)
main.add_command(verify)
main.add_command(mutate)
main.add_command(calibrate)
