"""A small ATT&CK: two matrices, chains of revocations, an actor with software and a campaign."""

from typing import Any

from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.attack import Analytic, Citation, DetectionStrategy, LogSource, Mitigated
from aegis_kernel.facts import Fact
from catalog_support.claims import (
    actor,
    claim,
    component,
    facts,
    item_id,
    mitigation,
    run_end,
    software,
    tactic,
    technique,
    technique_id,
)


def small_attack() -> list[Fact[Any]]:
    """All of it, with the end of its runs."""
    strategy = DetectionStrategy(
        id=item_id("strategy", "DET1"),
        attack_id="DET0001",
        name="Detect",
        analytics=(
            Analytic(
                attack_id="AN0001",
                name="Look",
                platforms=("Windows",),
                log_sources=(LogSource(component_id=item_id("data_component", "DC0001"), name="Sysmon"),),
            ),
        ),
    )
    mitigated = Mitigated(mitigation_id=item_id("mitigation", "M0001"), description="Switch it off.")
    campaign = Use(technique_id=technique_id("T1059.001"), way="campaign", through="C0001 Night")
    cited = Use(
        technique_id=technique_id("T1059"),
        description="Scripts. (Citation: Report)",
        citations=(Citation(source_name="Report", url="https://example.test/report"),),
    )
    enterprise = [
        tactic("TA0001", 0, name="Initial Access", shortname="initial-access"),
        tactic("TA0002", 1, name="Execution", shortname="execution"),
        component("DC0001"),
        mitigation("M0001"),
        claim(mitigation("T1059", name="Old mitigation", deprecated=True), key="old-mitigation"),
        technique(
            "T1059",
            name="Command and Scripting Interpreter",
            tactics=["TA0002"],
            platforms=("Windows", "Linux"),
            description="They run commands.",
            detection=(strategy,),
            mitigations=(mitigated,),
        ),
        technique("T1059.001", name="PowerShell", parent="T1059", tactics=["TA0002"]),
        technique("T1078", name="Valid Accounts", tactics=["TA0001", "TA0002"], platforms=("IaaS",)),
        technique("T1086", name="Old PowerShell", revoked_by="T1059.001"),
        technique("T1064", name="Scripting", deprecated=True),
        software("S0001", name="Tool One", uses=["T1078", "T1059"], aliases=("One",), platforms=("Windows",)),
        actor("G0016", name="APT29", aliases=("Cozy Bear",), uses=[cited, campaign], software=["S0001"]),
        actor("G0099", name="Gone", deprecated=True, uses=["T1059"]),
    ]
    mobile = [
        tactic("TA0027", 0, name="Initial Access", shortname="initial-access"),
        technique("T1398", name="Boot", tactics=["TA0027"], platforms=("Android",)),
        technique("T1399", name="Stuck", revoked=True),
        claim(software("S0001", name="Mobile One"), key="s-mobile", domain="mobile", source="attack-mobile"),
    ]
    return [
        *facts(*enterprise),
        run_end(),
        *facts(*mobile, domain="mobile", source="attack-mobile", run="mobile 1"),
        run_end("mobile 1", source="attack-mobile", release="19.0"),
    ]
