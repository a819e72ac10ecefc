"""Answers that are alike: copies whose names were changed, and not what everyone wrote."""

from autograder.report.facts import Person
from autograder.report.similarity import similar

KEY = "n", "c"
RELEASED = "def norms(model):\n    '''Return the norms of a model, layer by layer.'''\n    ...\n"
COPIED = """
def norms(model):
    found = {}
    for layer in model.layers:
        total = sum(float((w * w).sum()) for w in layer.weights)
        if total > 1e-12 and layer.trainable:
            found[layer.name] = total ** 0.5 if total < 1e30 else float("inf")
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
"""
RENAMED = (
    COPIED.replace("found", "results")
    .replace("total", "square")
    .replace("    results = {}", "    # my own idea\n    results = {}")
)
OTHER = """
def norms(model):
    names, values = [], []
    while len(names) < len(model.layers):
        layer = model.layers[len(names)]
        names.append(layer.name)
        values.append(np.sqrt(np.square(layer.kernel).sum()))
    assert len(names) == len(values), "one norm for each layer"
    return {name: values[place] for place, name in enumerate(names)}
"""
SHORT = "def norms(model):\n    return {}\n"


def person(name: str, code: str) -> Person:
    """Return a student with one answer."""
    return Person(name, 1, 1, (), (), (), 1, (), "", (), None, {KEY: code})


def pairs(*codes: str) -> list[tuple[str, str]]:
    """Return the pairs found among students a, b, c and so on, and many who write nothing."""
    people = [person(chr(97 + number), code) for number, code in enumerate(codes)]
    people += [person(f"idle-{number}", SHORT) for number in range(10)]
    return [each.students for each in similar(people, [RELEASED])]


def test_renamed_copy_is_found() -> None:
    """Other names and a comment hide nothing; an answer of one's own is alike to no other."""
    assert pairs(COPIED, OTHER, RENAMED) == [("a", "c")]


def test_both_answers_are_shown_with_what_they_share() -> None:
    """The code stands side by side as it was written."""
    (found,) = similar([person("a", COPIED), person("b", RENAMED)], [])
    assert found.codes == (COPIED, RENAMED)
    assert (found.notebook, found.cell) == KEY
    assert 0.8 <= found.share <= 1


def test_what_was_released_or_many_wrote_says_nothing() -> None:
    """The given text, short answers, and a solution that half of the class has are no pairs."""
    assert pairs(RELEASED, RELEASED) == []
    assert pairs(SHORT, SHORT) == []
    assert pairs(*[COPIED] * 10) == []


def test_copy_of_the_released_solution_is_nothing() -> None:
    """What everyone was given is left out, however long it is."""
    people = [person("a", COPIED), person("b", COPIED)]
    assert similar(people, [COPIED]) == ()
    assert len(similar(people, [])) == 1
