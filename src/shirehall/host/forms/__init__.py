"""Forms: every move of the catalogue as a form and as a schema, from its typed fields alone."""

from shirehall.host.forms.asjson import ask_from_json, body_of, schema_of
from shirehall.host.forms.build import data_of, form_of
from shirehall.host.forms.model import NO_FAULTS, Choice, Fault, Faults, FormModel, Input, posted
from shirehall.host.forms.parse import ask_from
from shirehall.host.forms.undo import Undo, undo_of
from shirehall.host.forms.words import GROUPS, confirms, purpose_of

__all__ = [
    "GROUPS",
    "NO_FAULTS",
    "Choice",
    "Fault",
    "Faults",
    "FormModel",
    "Input",
    "Undo",
    "ask_from",
    "ask_from_json",
    "body_of",
    "confirms",
    "data_of",
    "form_of",
    "posted",
    "purpose_of",
    "schema_of",
    "undo_of",
]
