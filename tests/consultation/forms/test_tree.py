"""The tree and the flat row are the same form."""

from consultation.forms.form import Form, Group
from consultation.forms.templates import fill
from consultation.forms.tree import Branch, find, grown, questions_of, tree, without
from consultation.places.schemes import cluster
from tests.consultation.forms.sample import ask, sample


def shape(nodes: tuple[object, ...]) -> list[object]:
    return [[node.name, shape(node.nodes)] if isinstance(node, Branch) else node.name for node in nodes]  # type: ignore[attr-defined]


def test_a_form_grows_from_its_tree_again() -> None:
    for form in (sample(), fill("needs", cluster("2567:10"))):
        assert grown(form, tree(form)) == form


def test_groups_stand_where_their_questions_do() -> None:
    assert shape(tree(sample())) == [
        "crop",
        "kind",
        ["home", ["house", ["member", ["age", "school"]]]],
        "wish",
        "quote",
    ]


def test_a_group_that_holds_nothing_goes() -> None:
    form = sample()
    rest = grown(form, without(without(tree(form), "age"), "school"))
    assert [group.name for group in rest.groups] == ["home"]


def test_everything_is_found_with_the_groups_around_it() -> None:
    nodes = tree(sample())
    found = find(nodes, "school")
    assert found is not None and found[:2] == (("home", "member"), 1)
    assert find(nodes, "gone") is None
    home = find(nodes, "home")
    assert home is not None and [q.name for q in questions_of(home[2])] == ["house", "age", "school"]


def test_a_question_in_a_group_that_is_nowhere_described_is_kept() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a", groups=("g",)),))
    assert grown(form, tree(form)).groups == (Group(name="g"),)
