"""Why a file is not read, in words."""

SAVE = (
    "hand in the notebook itself (in Jupyter: File > Save, then File > Download; "
    "in Colab: File > Download > Download .ipynb)"
)


class Rejected(Exception):
    """What cannot be read as a notebook; the text is the reason."""


class Several(Rejected):
    """Versions that differ in one file: nobody but their author knows which counts."""
