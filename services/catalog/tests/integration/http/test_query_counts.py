"""One query a read, whatever is listed: what a page costs does not grow with what stands on it."""

import pytest
from catalog_support.client import Client
from catalog_support.exercise import exercise_id


@pytest.mark.parametrize(
    "path",
    [
        "/techniques", "/techniques?count=true&limit=1&tactic=TA0002&actor=G0016", "/techniques/T1059",
        "/techniques/T1059/actors?way=software&way=direct", "/techniques/T1059/data-components",
        "/techniques/T1059/history", "/techniques/T1059/review", "/review-queue", "/tactics", "/tactics/TA0001",
        "/mitigations", "/mitigations/M0001", "/mitigations/M0001/techniques", "/software", "/software/S0001",
        "/software/S0001/techniques", "/data-components", "/data-components/DC0001", "/threat-actors",
        "/threat-actors/G0016", "/threat-actors/G0016/techniques?way=software&count=true", "/organisation",
        "/test-templates", "/test-templates?technique=T1059&count=true&limit=1&tactic=TA0002", "/test-templates/stats",
        f"/test-templates/{exercise_id('atomic', 'template', 'guid-1')}", "/techniques/T1059/templates",
        "/detection-rules?state=all&deployment=not_deployed&technique=T1059", "/techniques/T1059/rules",
        f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}", "/defences", "/defences/D3-PSA",
        f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}/body", "/defences/D3-PSA/techniques",
        "/techniques/T1059/defences", "/adversaries?technique=T1078", "/techniques?has_template=true&limit=2",
        f"/adversaries/{exercise_id('caldera', 'adversary', 'adv-1')}",
        "/threat-actors?country=RU&count=true", "/actor-profiles?joined=true", "/attack-campaigns",
        "/attack-campaigns/C0001", "/attack-campaigns/C0001/techniques", "/detection-strategies",
        "/detection-strategies/DET0001", "/detection-strategies/DET0001/techniques", "/analytics?platform=Windows",
        "/frameworks", "/frameworks/nist-800-53-r5", "/frameworks/nist-800-53-r5/non-mappable",
        "/frameworks/nist-800-53-r5/mappings?count=true", "/frameworks/nist-800-53-r5/controls?mapped=true&count=true",
        "/frameworks/nist-800-53-r5/controls/AC-2", "/frameworks/nist-800-53-r5/controls/AC-2/mappings",
        "/intel-items?technique=T1059.001", "/techniques/T1059/controls", "/techniques/T1059.001/intel",
        "/content-counts", "/organisation/scope", "/organisation/exclusions", "/organisation/policy", "/tools",
        "/organisation/profile", "/organisation/profile/techniques", "/organisation/teams", "/organisation/tags",
        "/organisation/custom-fields", "/data-components/DC0001/collection", "/infrastructure-changes",
        "/techniques?tag=crown", "/attack-releases?domain=enterprise", "/attack-upgrades?state=applied",
        "/attack-releases/compare?domain=enterprise&from=19.1&to=19.1&count=true",
        "/attack-releases/compare/counts?domain=enterprise&from=19.1&to=19.1",
        "/detection-rules?health=silent&health=never_evaluated&health=sole_cover&count=true",
        f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}/health",
        f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}/deployments",
        f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}/candidates?count=true",
        f"/test-templates/{exercise_id('atomic', 'template', 'guid-1')}/candidates?expected=false&count=true&limit=1",
        f"/test-templates/{exercise_id('atomic', 'template', 'guid-1')}/versions", "/defences/D3-PSA/implementation",
    ],
)  # fmt: skip
async def test_a_read_takes_one_query(reader: Client, queries: list[str], path: str) -> None:
    await reader.get(path)
    queries.clear()
    answer = await reader.get(path)
    assert answer.status_code == 200, answer.text
    assert len(queries) == 1, queries
