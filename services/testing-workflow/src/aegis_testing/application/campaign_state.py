"""The published language of campaigns: the state of one, which is its stored form too."""

from msgspec.structs import replace

from aegis_contracts.testing_campaigns import CampaignMember, CampaignSchedule, CampaignState, CampaignTest
from aegis_testing.application.published import person_of
from aegis_testing.domain.campaigns.campaign import Campaign, Entry, Member, Recurrence
from aegis_testing.domain.people import Person


def whole_state(one: Campaign) -> CampaignState:
    """All of it, but its version."""
    times = one.recurrence
    return CampaignState(
        id=one.id,
        name=one.name,
        type=one.type,
        state=one.state,
        owner=person_of(one.owner),
        created_at=one.created_at,
        updated_at=one.updated_at,
        objective=one.objective,
        rules_of_engagement=one.rules_of_engagement,
        deconfliction_contact=one.deconfliction_contact,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        restricted=one.restricted,
        blind=one.blind,
        members=tuple(
            CampaignMember(id=each.person.id, name=each.person.name, guest=each.guest) for each in one.members
        ),
        tests=tuple(
            CampaignTest(test_id=each.test_id, phase=each.phase, depends_on=each.depends_on, met_by=each.met_by)
            for each in one.tests
        ),
        variables=dict(one.variables),
        schedule=None
        if times is None
        else CampaignSchedule(rule=times.rule, zone=times.zone, starts_at=times.starts_at, ends_at=times.ends_at),
        run_of=one.run_of,
        run_number=one.run_number,
        reason=one.reason,
        last_event=one.last_event,
    )


def told(state: CampaignState) -> CampaignState:
    """What others are told: of a blind one nothing that says what red does."""
    if not state.blind:
        return state
    return replace(state, tests=tuple(CampaignTest(test_id=one.test_id) for one in state.tests), variables={})


def campaign_of(state: CampaignState, version: int) -> Campaign:
    """The campaign that was stored."""
    times = state.schedule
    return Campaign(
        id=state.id,
        version=version,
        name=state.name,
        type=state.type,
        owner=Person(state.owner.id, state.owner.name),
        created_at=state.created_at,
        updated_at=state.updated_at,
        state=state.state,
        objective=state.objective,
        rules_of_engagement=state.rules_of_engagement,
        deconfliction_contact=state.deconfliction_contact,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        restricted=state.restricted,
        blind=state.blind,
        members=tuple(Member(person=Person(one.id, one.name), guest=one.guest) for one in state.members),
        tests=tuple(
            Entry(test_id=one.test_id, phase=one.phase, depends_on=one.depends_on, met_by=one.met_by)
            for one in state.tests
        ),
        variables=state.variables,
        recurrence=None
        if times is None
        else Recurrence(rule=times.rule, zone=times.zone, starts_at=times.starts_at, ends_at=times.ends_at),
        run_of=state.run_of,
        run_number=state.run_number,
        reason=state.reason,
        last_event=state.last_event,
    )
