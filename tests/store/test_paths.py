"""Where things are on this computer."""

from __future__ import annotations

from pathlib import Path

from clinicapp import paths


def test_the_database_is_in_the_data_folder_unless_the_settings_say_otherwise() -> None:
    assert paths.database_file() == paths.data_folder() / "clinicapp.db"
    assert paths.database_file(Path("elsewhere")) == Path("elsewhere") / "clinicapp.db"


def test_the_audit_head_lies_away_from_the_database_and_is_its_own(tmp_path: Path) -> None:
    one = paths.audit_head_file(tmp_path / "a" / "clinicapp.db")
    other = paths.audit_head_file(tmp_path / "b" / "clinicapp.db")
    assert one != other
    assert one == paths.audit_head_file(tmp_path / "a" / "clinicapp.db")
    assert paths.state_folder() in one.parents
    assert paths.data_folder() not in one.parents


def test_all_folders_are_ours_and_absolute() -> None:
    folders = (
        paths.data_folder(),
        paths.state_folder(),
        paths.log_folder(),
        paths.settings_folder(),
    )
    for folder in folders:
        assert folder.is_absolute()
        assert "clinicapp" in folder.parts
    assert paths.settings_file().parent == paths.settings_folder()
