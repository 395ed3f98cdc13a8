"""How each kind of item lies in tables: all of them, one module a subject."""

from aegis_catalog.adapters.persistence.content.attack_writings import ATTACK_WRITINGS
from aegis_catalog.adapters.persistence.content.compliance_writings import COMPLIANCE_WRITINGS
from aegis_catalog.adapters.persistence.content.exercise_writings import EXERCISE_WRITINGS
from aegis_catalog.adapters.persistence.content.intel_writings import INTEL_WRITINGS
from aegis_catalog.adapters.persistence.content.writing import Writing

WRITINGS: tuple[Writing, ...] = (*ATTACK_WRITINGS, *EXERCISE_WRITINGS, *COMPLIANCE_WRITINGS, *INTEL_WRITINGS)
