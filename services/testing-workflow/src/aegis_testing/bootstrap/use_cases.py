"""All use cases, one a file of `application/commands`."""

from aegis_testing.application.commands.add_execution import AddExecution
from aegis_testing.application.commands.add_observation import AddObservation
from aegis_testing.application.commands.approve_correction import ApproveCorrection
from aegis_testing.application.commands.approve_side import ApproveSide
from aegis_testing.application.commands.attach_evidence import AttachEvidence
from aegis_testing.application.commands.bulk_tests import BulkTests
from aegis_testing.application.commands.cancel_test import CancelTest
from aegis_testing.application.commands.caption_evidence import CaptionEvidence
from aegis_testing.application.commands.change_execution import ChangeExecution
from aegis_testing.application.commands.change_observation import ChangeObservation
from aegis_testing.application.commands.claim_side import ClaimSide
from aegis_testing.application.commands.comment import CommentOnTest
from aegis_testing.application.commands.create_campaign import CreateCampaign
from aegis_testing.application.commands.delete_draft import DeleteDraft
from aegis_testing.application.commands.draft_test import DraftTest
from aegis_testing.application.commands.edit_campaign import EditCampaign
from aegis_testing.application.commands.edit_remediation import EditRemediation
from aegis_testing.application.commands.edit_test import EditTest
from aegis_testing.application.commands.explain_contradiction import ExplainContradiction
from aegis_testing.application.commands.fill_campaign import FillCampaign
from aegis_testing.application.commands.hold_test import HoldTest
from aegis_testing.application.commands.move_campaign import MoveCampaign
from aegis_testing.application.commands.order_campaign import OrderCampaign
from aegis_testing.application.commands.propose_correction import ProposeCorrection
from aegis_testing.application.commands.recall_side import RecallSide
from aegis_testing.application.commands.record_response import RecordResponse
from aegis_testing.application.commands.record_rule_result import RecordRuleResult
from aegis_testing.application.commands.redact_evidence import RedactEvidence
from aegis_testing.application.commands.reject_correction import RejectCorrection
from aegis_testing.application.commands.reject_side import RejectSide
from aegis_testing.application.commands.release_test import ReleaseTest
from aegis_testing.application.commands.remove_execution import RemoveExecution
from aegis_testing.application.commands.remove_observation import RemoveObservation
from aegis_testing.application.commands.remove_rule_result import RemoveRuleResult
from aegis_testing.application.commands.replace_evidence import ReplaceEvidence
from aegis_testing.application.commands.republish import Republish
from aegis_testing.application.commands.rerun import Rerun
from aegis_testing.application.commands.resume_side import ResumeSide
from aegis_testing.application.commands.retest import Retest
from aegis_testing.application.commands.return_side import ReturnSide
from aegis_testing.application.commands.reveal_due import RevealDue
from aegis_testing.application.commands.reveal_test import RevealTest
from aegis_testing.application.commands.shift_times import ShiftTimes
from aegis_testing.application.commands.start_test import StartTest
from aegis_testing.application.commands.submit_side import SubmitSide
from aegis_testing.application.commands.sweep_evidence import SweepEvidence
from aegis_testing.application.commands.withdraw_correction import WithdrawCorrection
from aegis_testing.application.commands.withdraw_evidence import WithdrawEvidence
from aegis_testing.application.commands.withdraw_vote import WithdrawVote

USE_CASES = (
    OrderCampaign,
    MoveCampaign,
    FillCampaign,
    EditCampaign,
    CreateCampaign,
    AddExecution,
    AddObservation,
    ApproveSide,
    AttachEvidence,
    BulkTests,
    CancelTest,
    CaptionEvidence,
    ChangeExecution,
    ChangeObservation,
    ClaimSide,
    CommentOnTest,
    DeleteDraft,
    DraftTest,
    EditRemediation,
    EditTest,
    ExplainContradiction,
    HoldTest,
    RecallSide,
    RecordResponse,
    RecordRuleResult,
    RedactEvidence,
    RejectSide,
    ReleaseTest,
    RemoveExecution,
    RemoveObservation,
    RemoveRuleResult,
    ReplaceEvidence,
    Republish,
    Rerun,
    ResumeSide,
    Retest,
    ReturnSide,
    RevealDue,
    RevealTest,
    ApproveCorrection,
    ProposeCorrection,
    RejectCorrection,
    WithdrawCorrection,
    ShiftTimes,
    StartTest,
    SubmitSide,
    SweepEvidence,
    WithdrawEvidence,
    WithdrawVote,
)
