"""Three courses in the style of public ones, graded by tests in their cells and by nothing else.

Tables with a helper file and several notebooks, plots with partial credit, and lines for AUTOTEST
in a notebook written on Colab. Each has work of students that nbgrader and this project score
alike, but for the faults of nbgrader that `mended` names.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from tiny_course import cell, code_cell

AUTOTESTS = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "autotests.yml"
ASSIGNMENT = "hw1"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
# By notebook and cell, what a student writes in place of a solution.
Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Cells:
    """A notebook: its cells by name, solutions and tests, in order; `given` come before them."""

    given: tuple[str, ...]
    solutions: Mapping[str, str]
    tests: Mapping[str, str]
    points: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class PublicCourse:
    """A course, its files, what students hand in, and which cells nbgrader scores wrongly."""

    notebooks: Mapping[str, Cells]
    files: Mapping[str, str]
    students: Mapping[str, Answers]
    mended: Mapping[tuple[str, str], tuple[float, float]]
    colab: bool = False

    def write(self, root: Path) -> None:
        """Write the source, as its instructor keeps it."""
        folder = root / "source" / ASSIGNMENT
        folder.mkdir(parents=True)
        for name, text in self.files.items():
            (folder / name).write_text(text)
        if self.colab:
            shutil.copy(AUTOTESTS, folder / "autotests.yml")
        for name, cells in self.notebooks.items():
            nbformat.write(self._notebook(cells), folder / f"{name}.ipynb")
        (root / "nbgrader_config.py").write_text("c = get_config()\n")

    def hand_in(self, root: Path) -> None:
        """Hand in the work of everybody: the released notebooks with their answers."""
        release = root / "release" / ASSIGNMENT
        for student, answers in self.students.items():
            folder = root / "submitted" / student / ASSIGNMENT
            folder.mkdir(parents=True)
            for name in self.notebooks:
                notebook = nbformat.read(release / f"{name}.ipynb", as_version=4)
                for where, source in self._answered(name, answers).items():
                    cell(notebook, where).source = source
                nbformat.write(notebook, folder / f"{name}.ipynb")

    def _answered(self, notebook: str, answers: Answers) -> Mapping[str, str]:
        return {**self.notebooks[notebook].solutions, **answers.get(notebook, {})}

    def _notebook(self, cells: Cells) -> NotebookNode:
        made = [nbformat.v4.new_code_cell(source) for source in cells.given]
        for name, source in cells.solutions.items():
            made.append(code_cell(name, f"{BEGIN}\n{source}\n{END}", solution=True))
        for name, source in cells.tests.items():
            data = {"grade": True, "locked": True, "points": cells.points.get(name, 1)}
            made.append(code_cell(name, source, **data))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernel, **({"colab": {"provenance": []}} if self.colab else {})}
        return nbformat.v4.new_notebook(cells=made, metadata=metadata)


FRAMES = PublicCourse(
    files={
        "helpers.py": "def celsius(fahrenheit):\n    return (fahrenheit - 32) / 1.8\n",
        "weather.csv": "city,month,degrees\nOslo,1,20\nOslo,7,68\nRome,1,50\nRome,7,86\nRome,8,\n",
    },
    notebooks={
        "1_load": Cells(
            given=("import pandas as pd\nfrom helpers import celsius",),
            solutions={
                "load": "weather = pd.read_csv('weather.csv').dropna()",
                "convert": "def convert(table):\n"
                "    return table.assign(degrees=celsius(table['degrees']))",
            },
            tests={
                "test_load": "assert isinstance(weather, pd.DataFrame)\nassert len(weather) == 4",
                "test_convert": "assert 'degrees' in convert(weather)\n"
                + HIDDEN.format(
                    "pd.testing.assert_series_equal(\n"
                    "    convert(weather)['degrees'].round(1),\n"
                    "    pd.Series([-6.7, 20.0, 10.0, 30.0], name='degrees'))"
                ),
                "test_unchanged": "before = weather.copy()\nconvert(weather)\n"
                "pd.testing.assert_frame_equal(before, weather)",
            },
            points={"test_convert": 2},
        ),
        "2_group": Cells(
            given=("import pandas as pd\nimport numpy as np", "from helpers import celsius"),
            solutions={
                "means": "def means(table):\n    return table.groupby('city')['degrees'].mean()",
                "share": "def share(table):\n    return (table['degrees'] > 60).mean()",
            },
            tests={
                "table": "table = pd.read_csv('weather.csv').dropna()\nassert len(table) == 4",
                "test_means": "assert means(table)['Oslo'] == 44\n"
                + HIDDEN.format("assert means(table).to_dict() == {'Oslo': 44.0, 'Rome': 68.0}"),
                "test_share": "assert np.isclose(share(table), 0.5)",
                "part": "np.float64(2 * share(table))",
            },
        ),
    },
    students={
        "right": {},
        "changes": {
            "1_load": {
                "convert": "def convert(table):\n"
                "    table['degrees'] = celsius(table['degrees'])\n    return table"
            },
            "2_group": {
                "means": "def means(table):\n    return table.groupby('city')['degrees'].median()",
                "share": "def share(table):\n    return (table['degrees'] > 60).sum() / 8",
            },
        },
        "raises": {
            "1_load": {"load": "weather = pd.read_csv('nowhere.csv')"},
            "2_group": {"means": "def means(table):\n    raise NotImplementedError()"},
        },
    },
    mended={("changes", "part"): (1.0, 0.5)},
)
DRAWN = "figure, axes = plt.subplots()\ncurve(axes, x)\n"
PLOTS = PublicCourse(
    files={"data.json": '{"x": [0, 1, 2]}'},
    notebooks={
        "plots": Cells(
            given=(
                "%matplotlib inline\nimport json, io, contextlib\nimport numpy as np\n"
                "import matplotlib.pyplot as plt",
                "with open('data.json') as file:\n    x = np.array(json.load(file)['x'])",
            ),
            solutions={
                "curve": "def curve(axes, x):\n    axes.plot(x, x ** 2, label='squares')\n"
                "    axes.set_title('Squares')\n    axes.set_xlabel('x')\n    axes.legend()",
                "report": "def report(x):\n    for each in x:\n        print(each, each ** 2)",
                "save": "def save(x, name):\n    np.savetxt(name, x)",
            },
            tests={
                "test_line": DRAWN + "np.testing.assert_allclose(axes.lines[0].get_ydata(), x**2)",
                "test_words": DRAWN
                + "score = (axes.get_title() == 'Squares') + (axes.get_xlabel() == 'x')\nscore",
                "test_report": "said = io.StringIO()\nwith contextlib.redirect_stdout(said):\n"
                "    report(x)\nassert said.getvalue().splitlines()[-1] == '2 4'",
                "test_save": "save(x, 'out.txt')\nassert np.loadtxt('out.txt')[-1] == 2",
            },
            points={"test_words": 2},
        )
    },
    students={
        "right": {},
        "untitled": {
            "plots": {
                "curve": "def curve(axes, x):\n    axes.plot(x, x ** 2)\n    axes.set_xlabel('x')",
                "save": "def save(x, name):\n    np.save(name, x)",
            }
        },
        "warns": {
            "plots": {
                "report": "import warnings\ndef report(x):\n    warnings.warn('slow')\n"
                "    print(*(f'{n} {n ** 2}' for n in x), sep='\\n')",
            }
        },
    },
    mended={("warns", "test_report"): (0.0, 1.0)},
)
COLAB = PublicCourse(
    files={},
    notebooks={
        "week_1": Cells(
            given=(
                "import sys\nif 'google.colab' in sys.modules:\n"
                "    from google.colab import drive\n    drive.mount('/content/drive')",
                "import numpy as np",
            ),
            solutions={
                "words": "def words(text):\n    return set(text.lower().split())",
                "longest": "def longest(text):\n    return max(words(text), key=len)",
                "counts": "counts = [len(word) for word in ('one', 'three', 'seven')]",
            },
            tests={
                "test_counts": "### AUTOTEST counts\n### AUTOTEST len(counts)",
                "test_words": "### HASHED AUTOTEST sorted(words('To be or not to be'))\n"
                + HIDDEN.format("assert words('') == set(), 'no words'"),
                "test_longest": "assert longest('a bcd') == 'bcd'",
            },
            points={"test_counts": 2, "test_words": 2},
        )
    },
    students={
        "right": {},
        "lists": {
            "week_1": {
                "words": "def words(text):\n    return list(text.lower().split())",
                "counts": "counts = (3, 5, 5)",
            }
        },
        "mounts": {
            "week_1": {
                "counts": "from google.colab import files\nfiles.upload()\ncounts = [3, 5, 5]",
            }
        },
    },
    # Stock nbgrader has no google.colab: the student's own import ends the cell there.
    mended={("mounts", "test_counts"): (0.0, 2.0)},
    colab=True,
)
COURSES = {"frames": FRAMES, "plots": PLOTS, "colab": COLAB}
