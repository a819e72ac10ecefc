"""Hidden graders for notebooks that measure what a student's code really does."""

import sys

__version__ = "0.1.0"

# jsonschema, which nbformat imports, would compile a grammar of internationalised addresses at its
# import, if it may: three quarters of the time that a grading process takes to start. No notebook
# is checked for such addresses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
