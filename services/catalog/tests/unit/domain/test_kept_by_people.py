"""Profile, teams, tags, fields, collections, changes, playbooks, techniques and actors of our own: their rules."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from catalog_support.people import LEAD, TECH

from aegis_catalog.domain.collection import ComponentCollection
from aegis_catalog.domain.custom_fields import FIELDS_MOST, CustomField
from aegis_catalog.domain.infrastructure_change import InfrastructureChange, ReportedChange
from aegis_catalog.domain.own_actor import ActorTold, OwnActor, Used
from aegis_catalog.domain.own_technique import OwnTechnique, TechniqueTold
from aegis_catalog.domain.people import person
from aegis_catalog.domain.playbook import Playbook, sees_blind
from aegis_catalog.domain.pointers import Pointer, Pointers
from aegis_catalog.domain.profile import Profile, TechniqueList, Weighed
from aegis_catalog.domain.scope import Exclusion, Scope
from aegis_catalog.domain.tags import Tag
from aegis_catalog.domain.teams import Team
from aegis_kernel.errors import Conflict, DomainError, Invalid, NotFound, RuleBroken
from aegis_kernel.rights import Role

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
TACTIC = UUID(int=7)


def faults(act: Callable[[], object]) -> list[str]:
    """Where the refusal says that something is wrong."""
    with pytest.raises(Invalid) as refused:
        act()
    return [fault.pointer for fault in refused.value.faults]


class TestPointers:
    def test_names_that_lead_to_one_technique_are_one(self) -> None:
        led = Pointers([Pointer(ONE, THREE), Pointer.to(THREE), Pointer.to(TWO)])
        assert (led.ids, len(led)) == ((THREE, TWO), 2)
        assert led.without([THREE]).ids == (TWO,)

    def test_what_is_there_stays_as_it_was_named(self) -> None:
        led = Pointers([Pointer(ONE, THREE)])
        assert list(led.with_([Pointer.to(THREE), Pointer.to(TWO)])) == [Pointer(ONE, THREE), Pointer.to(TWO)]


class TestTeams:
    def test_the_same_again_changes_nothing(self) -> None:
        team = Team(ONE)
        team.change(name=" Blue  North ", retired=False)
        team.change(name="Blue North", retired=False)
        assert (team.name, team.version) == ("Blue North", 1)
        team.change(name="Blue North", retired=True)
        assert team.take_recorded()[-1].event.changed == {"retired": False}
        assert faults(lambda: team.change(name="  ", retired=False)) == ["/name"]


class TestTags:
    def test_techniques_come_and_go(self) -> None:
        tag = Tag(ONE)
        tag.change(name="crown", retired=False)
        tag.put([Pointer.to(ONE), Pointer.to(TWO)], ())
        tag.put([Pointer.to(TWO)], [THREE])
        assert (tag.techniques.ids, tag.version) == ((ONE, TWO), 2)
        tag.put((), [ONE])
        assert tag.take_recorded()[-1].event.changed == {"technique_ids": (ONE, TWO)}

    def test_a_retired_one_is_given_no_more_but_may_be_taken_off(self) -> None:
        tag = Tag(ONE, 1, name="crown", retired=True, techniques=Pointers([Pointer.to(ONE)]))
        with pytest.raises(RuleBroken):
            tag.put([Pointer.to(TWO)], ())
        tag.put((), [ONE])
        assert tag.techniques.ids == ()


class TestCustomFields:
    def test_only_a_choice_has_choices(self) -> None:
        choice, text = CustomField(ONE, type_="choice"), CustomField(ONE, type_="text")
        assert faults(lambda: choice.change(name="x", choices=(), retired=False, others=0)) == ["/choices"]
        assert faults(lambda: text.change(name="x", choices=("a",), retired=False, others=0)) == ["/choices"]
        choice.change(name="x", choices=("a", "a ", "b"), retired=False, others=0)
        assert choice.choices == ("a", "b")

    def test_there_are_at_most_twenty_that_stand(self) -> None:
        with pytest.raises(Conflict):
            CustomField(ONE).change(name="x", choices=(), retired=False, others=FIELDS_MOST)
        standing = CustomField(ONE, 1, name="x")
        standing.change(name="y", choices=(), retired=False, others=FIELDS_MOST)
        standing.change(name="y", choices=(), retired=True, others=FIELDS_MOST)
        with pytest.raises(Conflict):
            standing.change(name="y", choices=(), retired=False, others=FIELDS_MOST)


class TestProfiles:
    def test_it_says_what_was_and_why(self) -> None:
        profile = Profile(1)
        listed = TechniqueList("L", 2, Pointers([Pointer.to(ONE)]))
        profile.change([Weighed(ONE, 3)], [listed], "Because.")
        profile.change([Weighed(ONE, 3)], [listed], "Again.")
        [recorded] = profile.take_recorded()
        assert (recorded.event.changed, recorded.event.reason) == ({"actors": [], "lists": []}, "Because.")

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        none = TechniqueList("L", 4, Pointers())
        wrong = faults(lambda: Profile().change([Weighed(ONE, 0), Weighed(ONE)], [none], ""))
        assert wrong == ["/actors/0/weight", "/actors/1/actor", "/lists/0/weight", "/lists/0/techniques"]


class TestCollections:
    def test_platforms_are_set_and_forgotten(self) -> None:
        collection = ComponentCollection(ONE)
        collection.change({"Windows ": "collected", "Linux": "partial"}, "")
        collection.change({"Linux": None, "Windows": "collected"}, "Gone.")
        assert collection.platforms == {"Windows": "collected"}
        collection.change({"macOS": None}, "")
        assert collection.version == 2
        assert faults(lambda: collection.change({" ": "partial"}, "")) == ["/collection/"]


class TestChanges:
    def made(self, **told: Any) -> InfrastructureChange:
        change = InfrastructureChange(ONE, ReportedChange(**({"title": "Move", "at": NOW} | told)), person(TECH), NOW)
        change.report()
        return change

    def test_it_touches_something(self) -> None:
        assert faults(self.made) == [""]
        assert faults(lambda: self.made(title=" ", tool_ids=tuple(UUID(int=n) for n in range(101)))) == [
            "/title", "/tools",
        ]  # fmt: skip

    def test_a_correction_needs_a_reason_only_when_something_differs(self) -> None:
        change = self.made(platforms=("Windows", "Windows "))
        change.correct(change.told, "")
        assert change.version == 1
        assert faults(lambda: change.correct(ReportedChange(title="x", at=NOW, platforms=("a",)), " ")) == ["/reason"]

    def test_withdrawn_it_stays_as_it_is(self) -> None:
        change = self.made(platforms=("Windows",))
        change.withdraw("Never was.", LEAD, NOW)
        for act in (lambda: change.withdraw("x", LEAD, NOW), lambda: change.correct(change.told, "x")):
            with pytest.raises(RuleBroken):
                act()


class TestPlaybooks:
    def test_an_old_version_comes_back_as_a_new_one(self) -> None:
        playbook = Playbook(ONE, Pointer.to(ONE), "attack")
        playbook.write("A", "one", TECH, NOW)
        playbook.write("B", "two", TECH, NOW)
        playbook.write("B", "two", LEAD, NOW)
        playbook.restore(1, LEAD, NOW)
        assert [(one.number, one.title, one.restored) for one in playbook.versions] == [
            (1, "A", None), (2, "B", None), (3, "A", 1),
        ]  # fmt: skip
        for number, kind in ((9, NotFound), (3, RuleBroken)):
            with pytest.raises(kind):
                playbook.restore(number, LEAD, NOW)
        playbook.withdraw(LEAD, NOW)
        with pytest.raises(RuleBroken):
            playbook.restore(1, LEAD, NOW)

    @pytest.mark.parametrize("role", Role)
    def test_red_admin_and_auditor_know_what_a_blind_test_is_about(self, role: Role) -> None:
        knows = role in {Role.RED_TECH, Role.RED_LEAD, Role.ADMIN, Role.AUDITOR}
        assert sees_blind({role}) is knows
        assert sees_blind({role, Role.RED_TECH}) is True


class TestOwnTechniques:
    def made(self, **told: Any) -> OwnTechnique:
        values = {"name": "Own", "domain": "enterprise", "tactics": (TACTIC,)} | told
        technique = OwnTechnique(ONE, "X0001", TechniqueTold(**values))
        technique.begin([TACTIC], NOW)
        return technique

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        told = {"name": "", "tactics": (TWO,), "url": "ftp://x", "description": "ä" * 40_000}
        assert faults(lambda: self.made(**told)) == ["/name", "/tactics/0", "/description", "/url"]

    @pytest.mark.parametrize(
        ("moves", "state", "refused"),
        [
            (["deprecate"], "deprecated", ["deprecate"]),
            (["retire"], "withdrawn", ["deprecate", "retire", "succeed", "edit"]),
            (["deprecate", "retire"], "withdrawn", ["retire"]),
            (["succeed"], "revoked", ["deprecate", "retire", "succeed", "edit"]),
            (["succeed", "reinstate"], "active", ["reinstate"]),
        ],
    )
    def test_its_states(self, moves: list[str], state: str, refused: list[str]) -> None:
        technique = self.made()

        def act(move: str) -> None:
            match move:
                case "succeed":
                    technique.hand_over(TWO, "Why.", NOW)
                case "edit":
                    technique.edit(technique.told, [TACTIC], NOW)
                case _:
                    getattr(technique, move)("Why.", NOW)

        for move in moves:
            act(move)
        assert technique.state == state
        for move in refused:
            with pytest.raises(RuleBroken):
                act(move)

    def test_it_cannot_follow_itself_and_needs_a_reason(self) -> None:
        technique = self.made()
        assert faults(lambda: technique.hand_over(ONE, "x", NOW)) == ["/successor"]
        for act in (technique.deprecate, technique.retire):
            with pytest.raises(Invalid):
                act(" ", NOW)
        assert technique.state == "active"


class TestOwnActors:
    def made(self, *uses: Used, **told: Any) -> OwnActor:
        actor = OwnActor(ONE, ActorTold(**({"name": "Us"} | told)), uses)
        actor.begin(NOW)
        return actor

    @pytest.mark.parametrize("label", ["G0016", "S0001", "1A", "-A", "A", "Ä-1", "A" * 21])
    def test_a_label_is_none_that_upstream_gives_out(self, label: str) -> None:
        assert faults(lambda: self.made(label=label)) == ["/label"]

    def test_uses_are_one_a_technique(self) -> None:
        actor = self.made(Used(Pointer.to(ONE), "a"), Used(Pointer.to(ONE), "b"))
        assert [use.description for use in actor.uses] == ["a"]
        actor.edit(actor.told, actor.uses, NOW)
        assert actor.version == 1

    def test_a_retired_one_is_only_reinstated(self) -> None:
        actor = self.made()
        with pytest.raises(RuleBroken):
            actor.reinstate("x", NOW)
        actor.retire("x", NOW)
        refused: list[Callable[[], None]] = [
            lambda: actor.retire("x", NOW), lambda: actor.edit(actor.told, (), NOW)
        ]  # fmt: skip
        for act in refused:
            with pytest.raises(DomainError):
                act()
        actor.reinstate("x", NOW)
        assert (actor.state, actor.withdrawn_at) == ("active", None)


def test_an_exclusion_that_follows_is_one_and_goes_with_all_of_its_names() -> None:
    left_out = [
        Exclusion(technique_id=TWO, reason="a", by=THREE, named=ONE), Exclusion(technique_id=TWO, reason="b", by=THREE)
    ]  # fmt: skip
    scope = Scope(exclusions=left_out)
    assert [entry.reason for entry in scope.exclusions.values()] == ["a"]
    assert len(scope.kept_exclusions) == 2
    scope.include(TWO)
    assert scope.kept_exclusions == ()
