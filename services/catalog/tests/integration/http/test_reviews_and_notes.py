"""Reviews and notes over HTTP."""

from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_kernel.rights import Role


async def test_the_queue_has_a_row_a_technique_with_its_causes(client: Client) -> None:
    [row] = await client.items("/review-queue")
    assert row["technique"]["attack_id"] == "T1399"  # type: ignore[index]  # JSON
    assert [cause["cause"] for cause in row["causes"]] == ["mapping"]  # type: ignore[attr-defined]  # JSON
    assert row["review_state"] == "review_required"
    assert await client.items("/review-queue", cause="manual") == []
    assert len(await client.items("/review-queue", domain="mobile", q="stuck")) == 1


async def test_a_lead_flags_and_reviews_with_the_techniques_own_etag(client: Client, catalog: CatalogForTests) -> None:
    lead = client.as_(Role.RED_LEAD)
    etag = (await lead.get("/techniques/T1059")).headers["ETag"]
    await catalog.events()
    flagged = await lead("POST", "/techniques/T1059/review", {"action": "flag", "reason": "Odd."}, etag=etag)
    assert flagged.status_code == 200, flagged.text
    assert flagged.json()["review_state"] == "review_required"
    [cause] = flagged.json()["causes"]
    assert (cause["cause"], cause["detail"], cause["by"]["name"]) == ("manual", "Odd.", "Lena")
    assert flagged.headers["Aegis-Event"]
    reviewed = await lead("POST", "/techniques/T1059/review", {"action": "reviewed"}, etag=flagged.headers["ETag"])
    assert (reviewed.json()["review_state"], reviewed.json()["reviewed_by"]["name"]) == ("reviewed", "Lena")
    told = await catalog.events()
    assert [type_ for topic, type_, *_ in told if "techniques" in topic] == [
        "aegis.catalog.technique.flagged-for-review.v1",
        "aegis.catalog.technique.reviewed.v1",
    ]
    assert [data["state"]["action"] for topic, _, _, data in told if "audit" in topic] == ["techniques.review"] * 2
    history = await client.items("/techniques/T1059/history")
    assert [entry["type"] for entry in history] == [
        "TechniqueReviewed",
        "TechniqueFlaggedForReview",
        "TechniquePublished",
    ]


async def test_a_review_needs_a_version_a_present_one_and_something_that_waits(client: Client) -> None:
    lead = client.as_(Role.BLUE_LEAD)
    body = {"action": "reviewed"}
    assert (await lead("POST", "/techniques/T1399/review", body)).status_code == 428
    stale = await lead("POST", "/techniques/T1399/review", body, etag='"99"')
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"1"')
    nothing = await lead("POST", "/techniques/T1059/review", body, etag='"1"')
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_review")
    unreasoned = await lead("POST", "/techniques/T1399/review", {"action": "dismiss"}, etag='"1"')
    assert (unreasoned.status_code, unreasoned.json()["errors"][0]["pointer"]) == (422, "/reason")
    dismissed = await lead("POST", "/techniques/T1399/review", {"action": "dismiss", "reason": "Known."}, etag='"1"')
    assert dismissed.json()["review_state"] == "current"


async def test_a_note_keeps_every_version_and_survives_every_sync(client: Client) -> None:
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    made = await tech("POST", "/techniques/T1059/notes", {"text": "First *words*"})
    assert made.status_code == 201, made.text
    path = made.headers["Location"].removeprefix("/api/v1")
    lead = client.as_(Role.RED_LEAD)
    revised = await lead("PATCH", path, {"text": "Second"}, etag=made.headers["ETag"])
    assert revised.status_code == 200, revised.text
    assert [(v["number"], v["text"], v["by"]["name"]) for v in revised.json()["versions"]] == [
        (1, "First *words*", "Tom"),
        (2, "Second", "Lena"),
    ]
    [listed] = await client.items("/techniques/T1059/notes")
    assert (listed["text"], listed["created_by"]["name"], listed["updated_by"]["name"]) == ("Second", "Tom", "Lena")  # type: ignore[index]  # JSON
    assert (await client.get("/techniques/T1059")).json()["notes"] == 1
    stale = await tech("PATCH", path, {"text": "Third"}, etag=made.headers["ETag"])
    assert stale.status_code == 412
    gone = await tech("DELETE", path, etag=revised.headers["ETag"])
    assert gone.status_code == 204
    assert await client.items("/techniques/T1059/notes") == []
    assert (await client.get(path)).json()["withdrawn_by"]["name"] == "Tom"
    again = await tech("PATCH", path, {"text": "x"}, etag='"3"')
    assert (again.status_code, again.json()["code"]) == (409, "note_withdrawn")


async def test_the_audit_trail_is_told_of_every_note(client: Client, catalog: CatalogForTests) -> None:
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    await catalog.events()
    made = await tech("POST", "/techniques/T1059/notes", {"text": "one"})
    path = made.headers["Location"].removeprefix("/api/v1")
    revised = await tech("PATCH", path, {"text": "two"}, etag=made.headers["ETag"])
    await tech("PATCH", path, {"text": "two"}, etag=revised.headers["ETag"])
    await tech("DELETE", path, etag=revised.headers["ETag"])
    entries = [data["state"] for *_, data in await catalog.events("audit")]
    assert [(entry["action"], entry["object_type"], entry["reason"], entry["actor_name"]) for entry in entries] == [
        ("techniques.notes.create", "note", "version 1", "Tom"),
        ("techniques.notes.revise", "note", "version 2", "Tom"),
        ("techniques.notes.withdraw", "note", "withdrawn", "Tom"),
    ]


async def test_notes_that_do_not_fit_are_refused(client: Client) -> None:
    tech = client.as_(Role.RED_TECH)
    assert (await tech("POST", "/techniques/T1059/notes", {"text": " "})).status_code == 422
    assert (await tech("POST", "/techniques/T1059/notes", {"text": "ä" * 40_000})).status_code == 422
    assert (await tech("POST", "/techniques/T1059/notes", {"text": "x", "colour": 1})).status_code == 422
    assert (await tech("POST", "/techniques/T9999/notes", {"text": "x"})).status_code == 404
    assert (await tech.get("/techniques/T1059/notes/00000000-0000-0000-0000-000000000000")).status_code == 404
