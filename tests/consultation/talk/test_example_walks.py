"""Somebody walks every form of pyxform's own example set to its end, in a chat."""

import random

import pytest

from consultation.forms.form import About, Form
from consultation.forms.xlsform import read
from consultation.talk.here import Here
from tests.consultation.forms.examples import example_forms, needed, typed_barcodes
from tests.consultation.talk.test_walks import check_said, check_state
from tests.consultation.talk.walker import Stuck, Walker
from tests.consultation.talk.walks import CODE, STARTS

TRIES = 3  # different people on each form


def ready(form: Form) -> Form:
    return form.model_copy(update={"revision": 1, "about": About(code=CODE, title="ทดลอง", cluster="กลุ่มจังหวัด")})


@needed
@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl, of what the workbooks hold besides
@pytest.mark.parametrize("seed", range(TRIES))
def test_every_example_form_is_walked_to_its_end(seed: int) -> None:
    stuck: dict[str, str] = {}
    forms = [*example_forms(), *((name, read(content, name)) for name, content in typed_barcodes())]
    assert len(forms) > 45
    for name, form in forms:
        walker = Walker(ready(form), random.Random(f"{seed} {name}"), STARTS)
        try:
            while walker.talk.stage != "done":
                check_said(walker.go())
                check_state(Here(walker.form, walker.talk, walker.at))
        except Stuck as error:
            stuck[name] = str(error)
    assert stuck == {}
