"""The account that is signed in to the computer."""

from __future__ import annotations

import os

import pytest

from clinicapp.account import account_name


def test_no_variable_makes_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "lead")
    assert account_name() == pwd.getpwuid(os.getuid()).pw_name != "lead"


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_123_456_789)
    assert account_name() == "4123456789"
