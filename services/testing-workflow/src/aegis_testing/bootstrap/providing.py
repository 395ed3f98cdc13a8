"""The parts of testing-workflow by the ports that ask for them."""

from collections.abc import AsyncIterator

from dishka import AnyOf, Provider, Scope, provide

from aegis_chassis.objects import ObjectStore, open_object_store
from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.streams import Streams
from aegis_testing.adapters.evidence_store.store import ObjectEvidenceStore
from aegis_testing.adapters.persistence.campaign_reads import SqlCampaignReads
from aegis_testing.adapters.persistence.campaigns import SqlCampaigns
from aegis_testing.adapters.persistence.comments import SqlCommentReader, SqlComments
from aegis_testing.adapters.persistence.evidence_lists import SqlEvidenceLists
from aegis_testing.adapters.persistence.finder import SqlTestFinder
from aegis_testing.adapters.persistence.line_members import SqlLineMembers
from aegis_testing.adapters.persistence.lists import SqlTestLists
from aegis_testing.adapters.persistence.many import SqlManyTests
from aegis_testing.adapters.persistence.neighbours import SqlOrganisation, SqlPeople, SqlTechniques, SqlTools
from aegis_testing.adapters.persistence.present_templates import SqlPresentTemplates
from aegis_testing.adapters.persistence.queue import SqlQueues
from aegis_testing.adapters.persistence.remediations import SqlRemediationLists
from aegis_testing.adapters.persistence.repository import SqlTests
from aegis_testing.adapters.persistence.republishing import SqlRepublishing
from aegis_testing.adapters.persistence.templates import SqlTemplates
from aegis_testing.application import ports
from aegis_testing.application.access import Access
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.comment_ports import CommentReader, Comments
from aegis_testing.application.drafting import Drafting
from aegis_testing.application.places import Places
from aegis_testing.application.procedures import Procedures
from aegis_testing.application.queries.campaigns import CampaignDetails, CampaignReads, Deconflict, ListCampaigns
from aegis_testing.application.queries.comments import CommentsOnTest
from aegis_testing.application.queries.corrections import TestCorrections, TestVersions
from aegis_testing.application.queries.evidence_files import (
    DownloadEvidence,
    EvidenceLists,
    HashBytes,
    ListEvidence,
    OneEvidence,
    VerifyEvidence,
)
from aegis_testing.application.queries.evidence_many import EvidenceHashes, VerifyManyEvidence
from aegis_testing.application.queries.evidence_preview import PreviewEvidence
from aegis_testing.application.queries.history import TestHistory
from aegis_testing.application.queries.line import LineMembers, TestLine
from aegis_testing.application.queries.queue import MyQueue, Queues
from aegis_testing.application.queries.remediations import RemediationLists, Remediations
from aegis_testing.application.queries.template_diff import PresentTemplates, TestTemplate
from aegis_testing.application.queries.test_detail import TestDetails
from aegis_testing.application.queries.tests import ListTests, TestLists
from aegis_testing.application.reactions.successions import FollowSuccessions, FollowTechniques
from aegis_testing.application.reactions.users import FreeClaims
from aegis_testing.application.tool_choice import ToolChoice
from aegis_testing.bootstrap.settings import TestingSettings
from aegis_testing.bootstrap.use_cases import USE_CASES
from aegis_testing.entrypoints.http.receiving import Downloads, EvidenceLimits


class EvidenceProvider(Provider):
    """The object store, opened once, and what lies in it."""

    scope = Scope.APP

    def __init__(self, settings: TestingSettings) -> None:
        super().__init__()
        self._settings = settings

    @provide
    async def objects(self) -> AsyncIterator[ObjectStore]:
        secret = self._settings.object_store_secret_key
        store = open_object_store(
            self._settings.object_store_url or "",
            access_key=self._settings.object_store_access_key,
            secret_key=secret.reveal() if secret else None,
        )
        yield store
        await store.close()


class HttpProvider(Provider):
    """What only HTTP asks for."""

    scope = Scope.APP

    def __init__(self, settings: TestingSettings, streams: Streams) -> None:
        super().__init__()
        self._settings = settings
        self._streams = streams

    @provide
    def limits(self) -> EvidenceLimits:
        return EvidenceLimits(self._settings.evidence_max_bytes)

    @provide
    def downloads(self) -> Downloads:
        return Downloads(self._settings.evidence_presigned_seconds)

    @provide
    def streams(self) -> Streams:
        return self._streams


def reading_provider() -> Provider:
    """Readers and the queries in front of them: made once, since they hold nothing but the database and the store."""
    provider = Provider(scope=Scope.APP)
    provider.provide(SqlTestFinder, provides=ports.TestFinder)
    provider.provide(SqlTestLists, provides=TestLists)
    provider.provide(SqlQueues, provides=Queues)
    provider.provide(SqlCampaignReads, provides=CampaignReads)
    for campaign_query in (ListCampaigns, CampaignDetails, Deconflict):
        provider.provide(campaign_query)
    provider.provide(SqlRemediationLists, provides=RemediationLists)
    provider.provide(SqlCommentReader, provides=CommentReader)
    provider.provide(SqlPresentTemplates, provides=PresentTemplates)
    provider.provide(SqlLineMembers, provides=LineMembers)
    provider.provide(SqlEvidenceLists, provides=AnyOf[EvidenceLists, ports.EvidenceIndex])
    provider.provide(ObjectEvidenceStore, provides=ports.EvidenceStore)
    for query in (
        TestDetails,
        TestHistory,
        TestCorrections,
        TestVersions,
        TestLine,
        ListTests,
        MyQueue,
        Remediations,
        CommentsOnTest,
        TestTemplate,
        ListEvidence,
        OneEvidence,
        DownloadEvidence,
        VerifyEvidence,
        HashBytes,
        VerifyManyEvidence,
        EvidenceHashes,
        PreviewEvidence,
    ):
        provider.provide(query)
    return provider


def writing_provider() -> Provider:
    """Use cases and reactions, with what they need: made anew for every request and batch."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlTests, provides=ports.Tests)
    provider.provide(SqlManyTests, provides=ports.ManyTests)
    provider.provide(SqlCampaigns, provides=Campaigns)
    provider.provide(CampaignAccess)
    provider.provide(SqlRepublishing, provides=ports.Republishing)
    provider.provide(SqlOrganisation, provides=ports.Organisation)
    provider.provide(SqlTools, provides=ports.Tools)
    provider.provide(SqlTechniques, provides=ports.Techniques)
    provider.provide(SqlTemplates, provides=ports.Templates)
    provider.provide(SqlPeople, provides=ports.People)
    provider.provide(SqlComments, provides=Comments)
    for part in (Access, Assignees, Drafting, Places, Procedures, ToolChoice, AuditTrail):
        provider.provide(part)
    for reaction in (FollowSuccessions, FollowTechniques, FreeClaims):
        provider.provide(reaction)
    for use_case in USE_CASES:
        provider.provide(use_case)
    return provider
