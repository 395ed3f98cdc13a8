"""What people say of the organisation and keep beside content: profile, teams, tags, fields, changes, collection,
playbooks."""

from dishka import AnyOf, Provider, Scope

from aegis_catalog.adapters.persistence.changes.reader import SqlChangeReader
from aegis_catalog.adapters.persistence.changes.repository import SqlInfrastructureChanges
from aegis_catalog.adapters.persistence.collection.reader import SqlCollectionReader
from aegis_catalog.adapters.persistence.collection.repository import SqlCollections
from aegis_catalog.adapters.persistence.finder import SqlFinder
from aegis_catalog.adapters.persistence.organisation.custom_fields import SqlCustomFields
from aegis_catalog.adapters.persistence.organisation.team_reader import SqlCustomFieldReader, SqlTeamReader
from aegis_catalog.adapters.persistence.organisation.teams import SqlTeams
from aegis_catalog.adapters.persistence.playbooks.blindness import SqlBlindTests
from aegis_catalog.adapters.persistence.playbooks.reader import SqlPlaybookReader
from aegis_catalog.adapters.persistence.playbooks.repository import SqlPlaybooks
from aegis_catalog.adapters.persistence.profile.reader import SqlProfileReader
from aegis_catalog.adapters.persistence.profile.repository import SqlProfiles
from aegis_catalog.adapters.persistence.tags.reader import SqlTagReader
from aegis_catalog.adapters.persistence.tags.repository import SqlTags
from aegis_catalog.application.collection.commands.change_collection import ChangeCollection
from aegis_catalog.application.collection.commands.change_collections import ChangeCollections
from aegis_catalog.application.collection.ports import Collections
from aegis_catalog.application.collection.queries.collection import CollectionReader, ComponentCollections
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.infrastructure_changes.commands.correct_change import CorrectChange
from aegis_catalog.application.infrastructure_changes.commands.report_change import ReportChange
from aegis_catalog.application.infrastructure_changes.commands.report_changes import ReportChanges
from aegis_catalog.application.infrastructure_changes.commands.withdraw_change import WithdrawChange
from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.application.infrastructure_changes.queries.changes import ChangeReader, ReportedChanges
from aegis_catalog.application.organisation.commands.add_custom_field import AddCustomField
from aegis_catalog.application.organisation.commands.add_team import AddTeam
from aegis_catalog.application.organisation.commands.change_custom_field import ChangeCustomField
from aegis_catalog.application.organisation.commands.change_team import ChangeTeam
from aegis_catalog.application.organisation.ports import CustomFields, Teams
from aegis_catalog.application.organisation.queries.custom_fields import CustomFieldReader, OurFields
from aegis_catalog.application.organisation.queries.teams import OurTeams, TeamReader
from aegis_catalog.application.playbooks.commands.add_playbook import AddPlaybook
from aegis_catalog.application.playbooks.commands.restore_playbook import RestorePlaybook
from aegis_catalog.application.playbooks.commands.revise_playbook import RevisePlaybook
from aegis_catalog.application.playbooks.commands.withdraw_playbook import WithdrawPlaybook
from aegis_catalog.application.playbooks.ports import BlindTests, Playbooks
from aegis_catalog.application.playbooks.queries.playbooks import PlaybookReader, TechniquePlaybooks
from aegis_catalog.application.profile.commands.change_profile import ChangeProfile
from aegis_catalog.application.profile.ports import Profiles
from aegis_catalog.application.profile.queries.profile import ProfileReader, ThreatProfile
from aegis_catalog.application.tags.commands.add_tag import AddTag
from aegis_catalog.application.tags.commands.change_tag import ChangeTag
from aegis_catalog.application.tags.commands.tag_techniques import TagTechniques
from aegis_catalog.application.tags.ports import Tags
from aegis_catalog.application.tags.queries.tags import OurTags, TagReader

USE_CASES = (
    AddCustomField,
    AddPlaybook,
    AddTag,
    AddTeam,
    ChangeCollection,
    ChangeCollections,
    ChangeCustomField,
    ChangeProfile,
    ChangeTag,
    ChangeTeam,
    CorrectChange,
    ReportChange,
    ReportChanges,
    RestorePlaybook,
    RevisePlaybook,
    TagTechniques,
    WithdrawChange,
    WithdrawPlaybook,
)


def organisation_provider() -> Provider:
    """Repositories and use cases of a request, readers of the process."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlFinder, provides=Finder)
    provider.provide(SqlPlaybooks, provides=Playbooks)
    provider.provide(SqlBlindTests, provides=BlindTests)
    for repository, port in (
        (SqlCollections, Collections),
        (SqlCustomFields, CustomFields),
        (SqlInfrastructureChanges, InfrastructureChanges),
        (SqlProfiles, Profiles),
        (SqlTags, Tags),
        (SqlTeams, Teams),
    ):
        provider.provide(repository, provides=AnyOf[repository, port])
    for use_case in USE_CASES:
        provider.provide(use_case)
    for reader, reading, query in (
        (SqlChangeReader, ChangeReader, ReportedChanges),
        (SqlCollectionReader, CollectionReader, ComponentCollections),
        (SqlCustomFieldReader, CustomFieldReader, OurFields),
        (SqlPlaybookReader, PlaybookReader, TechniquePlaybooks),
        (SqlProfileReader, ProfileReader, ThreatProfile),
        (SqlTagReader, TagReader, OurTags),
        (SqlTeamReader, TeamReader, OurTeams),
    ):
        provider.provide(reader, provides=reading, scope=Scope.APP)
        provider.provide(query, scope=Scope.APP)
    return provider
