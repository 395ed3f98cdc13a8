"""Which adapter stands behind which port, and the use cases that are built on them."""

from dishka import Provider, Scope, provide, provide_all
from dishka.dependency_source import CompositeDependencySource

from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.streams import Streams
from aegis_reporting.adapters.persistence.activity.causes import SqlCauses
from aegis_reporting.adapters.persistence.activity.feed import SqlFeed
from aegis_reporting.adapters.persistence.activity.reader import SqlFeedReader
from aegis_reporting.adapters.persistence.audit.reader import SqlTrailReader
from aegis_reporting.adapters.persistence.audit.trail import SqlTrail
from aegis_reporting.adapters.persistence.matrix.reader import SqlMatrixReader
from aegis_reporting.adapters.signing.ed25519 import Ed25519Signer
from aegis_reporting.application.activity.ports import Causes, Feed, FeedReader
from aegis_reporting.application.activity.queries.follow import FollowChanges
from aegis_reporting.application.activity.queries.recent import ReadRecent
from aegis_reporting.application.activity.reactions.content import ReactToContent
from aegis_reporting.application.activity.reactions.organisation import ReactToOrganisation
from aegis_reporting.application.activity.reactions.runs import ReactToRuns
from aegis_reporting.application.activity.reactions.scores import ReactToScores
from aegis_reporting.application.activity.reactions.tests import ReactToTests
from aegis_reporting.application.audit.commands.sign_head import SignHead
from aegis_reporting.application.audit.ports import SignedHeads, Signer, Trail, TrailReader
from aegis_reporting.application.audit.queries.end import ReadTrailEnd
from aegis_reporting.application.audit.queries.events import GetAuditEvent, ListAuditEvents
from aegis_reporting.application.audit.queries.export import ExportTrail
from aegis_reporting.application.audit.queries.verification import OneAtATime, VerifyTrail
from aegis_reporting.application.audit.reactions.entries import ReactToEntries
from aegis_reporting.application.layers.queries.kinds import ListLayers
from aegis_reporting.application.layers.queries.layer import ReadLayer
from aegis_reporting.application.matrix.ports import MatrixReader
from aegis_reporting.application.matrix.queries.matrix import ReadMatrix
from aegis_reporting.entrypoints.http.public_address import PublicAddress


class AdapterProvider(Provider):
    """Readers and the signer for the whole process, writers for each unit of work."""

    def __init__(self, signer: Ed25519Signer) -> None:
        super().__init__()
        self._signer = signer
        self.provide(SqlMatrixReader, provides=MatrixReader, scope=Scope.APP)
        self.provide(SqlTrailReader, provides=TrailReader, scope=Scope.APP)
        self.provide(SqlFeedReader, provides=FeedReader, scope=Scope.APP)
        self.provide(SqlFeed, provides=Feed, scope=Scope.REQUEST)
        self.provide(SqlCauses, provides=Causes, scope=Scope.REQUEST)
        self.provide(SqlTrail, provides=Trail, scope=Scope.REQUEST)
        self.provide(SqlTrail, provides=SignedHeads, scope=Scope.REQUEST)

    @provide(scope=Scope.APP)
    def signer(self) -> Signer:
        return self._signer

    @provide(scope=Scope.APP)
    def turn(self) -> OneAtATime:
        return OneAtATime()


class HttpProvider(Provider):
    """What controllers ask for beside queries. `public_url` is what people reach Aegis by, where it is known."""

    def __init__(self, streams: Streams, public_url: str | None) -> None:
        super().__init__()
        self._streams = streams
        self._public_url = public_url
        self.provide(AuditTrail, scope=Scope.REQUEST)

    @provide(scope=Scope.APP)
    def address(self) -> PublicAddress:
        return PublicAddress(self._public_url)

    @provide(scope=Scope.APP)
    def streams(self) -> Streams:
        return self._streams


class UseCaseProvider(Provider):
    """Queries, commands and reactions."""

    queries: CompositeDependencySource = provide_all(
        ReadMatrix,
        ReadLayer,
        ListLayers,
        ListAuditEvents,
        GetAuditEvent,
        ReadTrailEnd,
        VerifyTrail,
        ExportTrail,
        ReadRecent,
        FollowChanges,
        scope=Scope.APP,
    )
    writing: CompositeDependencySource = provide_all(
        ReactToContent,
        ReactToOrganisation,
        ReactToTests,
        ReactToScores,
        ReactToRuns,
        ReactToEntries,
        SignHead,
        scope=Scope.REQUEST,
    )
