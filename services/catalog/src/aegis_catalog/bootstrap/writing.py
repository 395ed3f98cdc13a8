"""What people may do, with the repositories that it needs: made anew for every request."""

from dishka import AnyOf, Provider, Scope

from aegis_catalog.adapters.persistence.content.republishing import SqlRepublishing
from aegis_catalog.adapters.persistence.notes.repository import SqlNotes
from aegis_catalog.adapters.persistence.organisation.policies import SqlPolicies
from aegis_catalog.adapters.persistence.organisation.scopes import SqlScopes
from aegis_catalog.adapters.persistence.organisation.tools import SqlTools
from aegis_catalog.adapters.persistence.reviews.repository import SqlTechniqueReviews
from aegis_catalog.adapters.persistence.standing.standings import SqlStandings
from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueIds
from aegis_catalog.application.notes.commands.add_note import AddNote
from aegis_catalog.application.notes.commands.revise_note import ReviseNote
from aegis_catalog.application.notes.commands.withdraw_note import WithdrawNote
from aegis_catalog.application.notes.ports import Notes
from aegis_catalog.application.organisation.commands.add_tool import AddTool
from aegis_catalog.application.organisation.commands.begin import BeginOrganisation
from aegis_catalog.application.organisation.commands.change_policy import ChangePolicy
from aegis_catalog.application.organisation.commands.change_scope import ChangeScope
from aegis_catalog.application.organisation.commands.change_tool import ChangeTool
from aegis_catalog.application.organisation.commands.exclude_technique import ExcludeTechnique
from aegis_catalog.application.organisation.commands.include_technique import IncludeTechnique
from aegis_catalog.application.organisation.ports import Policies, Scopes, Tools
from aegis_catalog.application.republishing.commands.republish import Republish
from aegis_catalog.application.republishing.ports import Republishing
from aegis_catalog.application.reviews.commands.dismiss_review import DismissReview
from aegis_catalog.application.reviews.commands.flag_technique import FlagTechnique
from aegis_catalog.application.reviews.commands.review_technique import ReviewTechnique
from aegis_catalog.application.reviews.ports import TechniqueReviews
from aegis_catalog.application.standing.ports import Standings
from aegis_catalog.application.standing.reactions.scores import KeepScores
from aegis_catalog.application.standing.reactions.tests import KeepUses
from aegis_catalog.application.techniques.ports import TechniqueIds

USE_CASES = (
    AddNote,
    AddTool,
    BeginOrganisation,
    ChangePolicy,
    ChangeScope,
    ChangeTool,
    DismissReview,
    ExcludeTechnique,
    FlagTechnique,
    IncludeTechnique,
    KeepScores,
    KeepUses,
    Republish,
    ReviewTechnique,
    ReviseNote,
    WithdrawNote,
)


def writing_provider() -> Provider:
    """Use cases, repositories, and the reactions that keep others' facts."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlTechniqueIds, provides=AnyOf[SqlTechniqueIds, TechniqueIds])
    provider.provide(SqlNotes, provides=Notes)
    provider.provide(SqlPolicies, provides=AnyOf[SqlPolicies, Policies])
    provider.provide(SqlRepublishing, provides=Republishing)
    provider.provide(SqlScopes, provides=AnyOf[SqlScopes, Scopes])
    provider.provide(SqlStandings, provides=Standings)
    provider.provide(SqlTechniqueReviews, provides=TechniqueReviews)
    provider.provide(SqlTools, provides=Tools)
    for use_case in USE_CASES:
        provider.provide(use_case)
    return provider
