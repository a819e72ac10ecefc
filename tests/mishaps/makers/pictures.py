"""Pictures in an answer.

kind: A.3, pictures
handed in: a large screenshot is pasted, another drawn beside the notebook
outcome: total 4, scaled 6, written_why waits
says: -
"""

import base64
import io
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Name them in the three ways that Jupyter shows."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    Image.new("RGB", (40, 30), "red").save(path.with_name("drawn.png"))
    pasted = io.BytesIO()
    Image.effect_noise((1900, 1900), 90).save(pasted, "PNG")
    data = base64.b64encode(pasted.getvalue()).decode()
    answer = next(cell for cell in notebook.cells if cell.id == "written_why")
    answer.source = (
        f'<img src="data:image/png;base64,{data}">\n\n![attached](attachment:same.png)'
        '\n\n<img src="drawn.png">'
    )
    answer.attachments = {"same.png": {"image/png": data}}
    nbformat.write(notebook, path)
