"""What can leave the system about one form, and in which way."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """A document made from a form."""

    FORM = "form"
    SUMMARY = "summary"
    GP_LETTER = "gp_letter"
    LABEL = "label"
    TEXT = "text"
    RESULTS_CSV = "results_csv"
    HL7 = "hl7"
    FHIR = "fhir"


class FormFormat(StrEnum):
    """How a signed form is written for another system."""

    CSV = "csv"
    HL7 = "hl7"
    FHIR = "fhir"
    PDF = "pdf"


class Way(StrEnum):
    """How it leaves."""

    SAVED = "saved"
    PRINTED = "printed"
    COPIED = "copied"
