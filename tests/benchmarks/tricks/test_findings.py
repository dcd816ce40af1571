"""What the committed rows do not reproduce is explained, and nothing else is."""

from benchmarks.engine.findings import finding, findings
from benchmarks.engine.judgement import CONTRADICTED, INCONCLUSIVE, REPRODUCED
from benchmarks.tricks.__main__ import SCALE, committed_verdicts


def test_each_claim_that_is_not_reproduced_has_a_sentence_of_evidence():
    verdicts = {
        (experiment.name, claim.name): judgement.verdict
        for experiment, claim, judgement in committed_verdicts()[0]
        if SCALE in claim.scales
    }
    assert set(verdicts.values()) <= {REPRODUCED, CONTRADICTED, INCONCLUSIVE}
    open_claims = {key for key, said in verdicts.items() if said != REPRODUCED}
    explained = {
        (name, claim) for name, claims in findings(SCALE).items() for claim in claims
    }
    assert explained == open_claims


def test_a_sentence_is_found_by_scale_experiment_and_claim():
    said = finding("quick", "e22_bias", "all-fire")
    assert said.startswith("95.0 % of the units fire for some example")
    assert finding("quick", "e22_bias", "no-such-claim") is None
    assert finding("smoke", "e22_bias", "all-fire") is None
