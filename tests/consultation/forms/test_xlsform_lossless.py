"""What goes out comes back: any form, through a workbook or a ZIP."""

from hypothesis import HealthCheck, given, settings

from consultation.forms.check import errors
from consultation.forms.form import Form
from consultation.forms.xlsform import normal, pack, unpack, write
from tests.consultation.forms.any_form import any_forms
from tests.consultation.forms.examples import xform
from tests.examples import examples

PATIENT = settings(max_examples=examples(30), suppress_health_check=[*HealthCheck])


@PATIENT
@given(any_forms())
def test_whatever_is_written_reads_back_equal(form: Form) -> None:
    wrong = [one for one in errors(normal(form)) if one.key != "no_questions"]
    assert wrong == []
    packed = pack(form)
    assert packed.suffix == (".zip" if form.tables else ".xlsx")
    again = unpack(packed.content).form
    assert again == normal(form)
    assert normal(again) == again
    assert xform(write(form))  # and other XLSForm programs take it
