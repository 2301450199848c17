"""The functions of ODK's expressions. Each takes what lxml hands over and gives a text, a number, a truth or nodes.

Everything here is linear in what it is given and pays for it (`Surroundings.charge`). Promises:
https://docs.getodk.org/form-operators-functions/ and https://getodk.github.io/xforms-spec/#xpath-functions
"""

from consultation.forms.functions.answers import ANSWERS
from consultation.forms.functions.comparisons import INSIDE, SIGNS
from consultation.forms.functions.function import Function
from consultation.forms.functions.moments import MOMENTS
from consultation.forms.functions.numbers import NUMBERS
from consultation.forms.functions.texts import TEXTS

__all__ = ["FUNCTIONS", "INSIDE", "SIGNS", "Function"]

FUNCTIONS: dict[str, Function] = {**TEXTS, **NUMBERS, **MOMENTS, **ANSWERS}
