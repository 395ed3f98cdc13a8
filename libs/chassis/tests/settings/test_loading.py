"""What a mis-set process says, and where each value comes from."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from aegis_chassis.settings import Secret, SettingsError, SharedSettings, load_settings, unknown_variables


class ToySettings(SharedSettings, frozen=True, kw_only=True):
    page_size: Annotated[int, Meta(ge=1, le=500, description="Rows a page.")] = 50
    feeds: tuple[str, ...] = ()
    token: Annotated[Secret, Meta(description="Who we are.")]
    folder: Path | None = None
    owner: Annotated[str | None, Meta(extra={"also": "AEGIS_OWNER"})] = None

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        if self.page_size == 13:
            yield "page_size", "brings bad luck"


KAFKA = {"AEGIS_KAFKA_BOOTSTRAP": "one:9092, two:9092"}
GOOD = KAFKA | {
    "AEGIS_DATABASE_URL": "postgresql://localhost/aegis",
    "AEGIS_TOY_TOKEN": "hush-hush",
}


def load(**more: str) -> ToySettings:
    return load_settings(ToySettings, service="toy", environ=GOOD | more)


def faults(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        load_settings(ToySettings, service="toy", environ=environ)
    return raised.value.faults


def test_values_are_typed() -> None:
    settings = load(AEGIS_TOY_PAGE_SIZE="20", AEGIS_TOY_FEEDS="a, b,", AEGIS_TOY_FOLDER="/srv", AEGIS_POOL_SIZE="7")
    assert settings.kafka_bootstrap == ("one:9092", "two:9092")
    assert (settings.page_size, settings.feeds, settings.pool_size) == (20, ("a", "b"), 7)
    assert settings.folder == Path("/srv")
    assert settings.token.reveal() == "hush-hush"


def test_all_faults_come_at_once_each_with_its_variable() -> None:
    found = faults(
        {
            "AEGIS_POOL_SIZE": "many",
            "AEGIS_TOY_PAGE_SIZE": "501",
            "AEGIS_LOG_LEVEL": "loud",
            "AEGIS_KAFKA_BOOTSTRAP": "k",
        }
    )
    assert len(found) == 5
    said = "\n".join(found)
    for variable in ("AEGIS_DATABASE_URL is not set", "AEGIS_TOY_TOKEN is not set: Who we are.", "AEGIS_POOL_SIZE: "):
        assert variable in said
    assert "AEGIS_TOY_PAGE_SIZE: Expected `int` <= 500, not '501'" in said
    assert "'loud'" in said


def test_fields_have_to_fit_together() -> None:
    assert faults(GOOD | {"AEGIS_KAFKA_BOOTSTRAP": ""}) == ("AEGIS_KAFKA_BOOTSTRAP is needed while `bus` is `kafka`",)
    assert faults(GOOD | {"AEGIS_TOY_PAGE_SIZE": "13"}) == ("AEGIS_TOY_PAGE_SIZE brings bad luck",)


def test_a_services_own_variable_wins_over_the_shared_one_and_both_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "aegis.toml"
    file.write_text('pool_size = 3\nhttp_port = 1\nlog_level = "error"\n[toy]\npage_size = 9\nhttp_port = 2\n')
    settings = load(AEGIS_CONFIG=str(file), AEGIS_POOL_SIZE="4", AEGIS_TOY_LOG_LEVEL="debug", AEGIS_LOG_LEVEL="warning")
    assert (settings.pool_size, settings.http_port, settings.page_size) == (4, 2, 9)
    assert settings.log_level == "debug"


def test_a_wrong_value_in_the_file_is_named_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "aegis.toml"
    file.write_text('pool_size = "x"\n')
    (fault,) = faults(GOOD | {"AEGIS_CONFIG": str(file)})
    assert fault.startswith(f"pool_size in {file}: ")


@pytest.mark.parametrize("text", [None, "= no toml", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, text: str | bytes | None) -> None:
    file = tmp_path / "aegis.toml"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (fault,) = faults(GOOD | {"AEGIS_CONFIG": str(file)})
    assert fault.startswith(f"AEGIS_CONFIG: {file} cannot be read")


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from a file\n")
    environ = {name: value for name, value in GOOD.items() if name != "AEGIS_TOY_TOKEN"}
    settings = load_settings(ToySettings, service="toy", environ=environ | {"AEGIS_TOY_TOKEN_FILE": str(file)})
    assert settings.token.reveal() == "from a file"
    (fault,) = faults(environ | {"AEGIS_TOY_TOKEN_FILE": str(tmp_path / "none")})
    assert fault.startswith("AEGIS_TOY_TOKEN_FILE: ")


def test_a_field_may_have_a_shorter_variable_besides_which_is_weaker() -> None:
    assert load(AEGIS_OWNER="short").owner == "short"
    assert load(AEGIS_OWNER="short", AEGIS_TOY_OWNER="long").owner == "long"
    assert unknown_variables({"toy": ToySettings}, {"AEGIS_OWNER": "x"}) == []


def test_a_secret_does_not_show() -> None:
    settings = load(AEGIS_DATABASE_URL="postgresql://u:very-secret@h/d")
    assert "hush" not in f"{settings!r} {settings.token} {settings.token:>20}"
    assert "very-secret" not in repr(settings)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(settings.token)


def test_a_misspelt_variable_is_found_with_the_nearest_known_one() -> None:
    environ = GOOD | {"AEGIS_DATABSE_URL": "x", "AEGIS_TOY_TOKEN_FILE": "x", "AEGIS_CATALOG_X": "1", "HOME": "/"}
    assert unknown_variables({"toy": ToySettings}, environ, others=["AEGIS_CATALOG_X"]) == [
        "AEGIS_DATABSE_URL is not known: did you mean AEGIS_DATABASE_URL?"
    ]


def test_a_service_signs_in_as_its_own_role(tmp_path: Path) -> None:
    assert load().database_dsn("toy") == "postgresql://localhost/aegis"
    by_variable = load(AEGIS_TOY_DATABASE_PASSWORD="p@ss")
    assert by_variable.database_dsn("toy") == "postgresql://aegis_toy:p%40ss@localhost/aegis"
    (tmp_path / "toy").write_text("kept\n")
    (tmp_path / "bus").write_text("other\n")
    by_file = load(AEGIS_DATABASE_PASSWORDS_DIR=str(tmp_path))
    assert by_file.database_dsn("toy") == "postgresql://aegis_toy:kept@localhost/aegis"
    assert by_file.bus_dsn() == "postgresql://aegis_bus:other@localhost/aegis"


class FirstAdmin(ToySettings, frozen=True, kw_only=True):
    email: Annotated[str, Meta(extra={"also": "AEGIS_ADMIN_EMAIL"})] = "nobody"
    password: Annotated[Secret | None, Meta(extra={"also": "AEGIS_ADMIN_PASSWORD"})] = None


def test_a_field_may_have_another_variable_that_is_weaker_than_its_own(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("hush\n")
    environ = GOOD | {"AEGIS_ADMIN_EMAIL": "a@b", "AEGIS_ADMIN_PASSWORD_FILE": str(tmp_path / "p")}
    found = load_settings(FirstAdmin, service="toy", environ=environ)
    assert found.email == "a@b"
    assert found.password == Secret("hush")
    assert load_settings(FirstAdmin, service="toy", environ=environ | {"AEGIS_TOY_EMAIL": "c@d"}).email == "c@d"
    assert unknown_variables({"toy": FirstAdmin}, environ) == []
