"""Re-checks as they stand: which units are eligible, which wait for a second visit, and what it found."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from auditor.audit import SITE, Answer, Audit
from auditor.facts import Evidence, StreetFacts
from auditor.rates import round_that_counts
from auditor.recheck import Agreement, Recheck, RecheckResult, Second, Subject, names_of
from auditor.score import score_street
from auditor.slots import released_slots
from auditor.standard import Standard
from auditor.store import Work
from auditor.survey import Mode, Outcome, Response
from auditor.verdict import State
from auditor.visits import Passing

_PLAIN = (Answer.PASS, Answer.FAIL)


def eligible_units(work: Work, street: str, standard: Standard, on: date, subject: Subject) -> dict[str, str]:
    """What may be drawn on a day, with who gave the first answers: sites that conform in every coverage they count in,
    or the interviews of the round that counts, each household's one that counts."""
    facts = work.facts(street, on, standard)
    if subject is Subject.INTERVIEW:
        return _interviews(work, facts, standard, on)
    _score, units = score_street(facts, standard, on, known=on, root="")
    wrong = {u.site for u in units if u.state is not State.CONFORMING}
    conforming = {u.site for u in units} - wrong
    audits: dict[str, set[str]] = {}
    for (unit, _item), found in facts.evidence.items():
        site = facts.points[unit].site if unit in facts.points else unit
        audits.setdefault(site, set()).add(found.audit)
    names = {a.id: a.inspectors for a in work.audits.all(street)}
    return {site: "、".join(_every(names, audits.get(site, ()))) for site in sorted(conforming)}


def _every(names: Mapping[str, str], audits: Iterable[str]) -> list[str]:
    return sorted({name for audit in audits for name in names_of(names.get(audit, ""))})


def _interviews(work: Work, facts: StreetFacts, standard: Standard, on: date) -> dict[str, str]:
    counted = round_that_counts(facts, standard, on)
    if counted is None:
        return {}
    found: dict[str, Response] = {}
    for response in work.responses.of_round(counted.fact.id):  # in order of moment
        if response.slot and response.outcome is Outcome.COMPLETE:
            if counted.fact.mode is Mode.CENSUS:
                found[response.slot] = response
            else:
                found.setdefault(response.slot, response)
    return {r.id: r.interviewer for r in found.values()}


# -- waiting for a second visit --------------------------------------------------------------------------------------


def waiting_for(work: Work, site: str, street: str, names: Iterable[str]) -> Recheck | None:
    """The re-check for which one of these people is to see this site, and has not yet; the oldest if several."""
    mine = set(names)
    drawn = [
        r for r in work.rechecks.all(street) if r.subject is Subject.SITE and site in r.drawn and r.inspector in mine
    ]
    if not drawn:
        return None
    done = {a.recheck for a in work.audits.of_site(site)}
    return next((r for r in sorted(drawn, key=lambda r: (r.drawn_at, r.id)) if r.id not in done), None)


def places_of(work: Work, recheck: Recheck) -> dict[str, tuple[str, str]]:
    """Where each unit is: code and name of its site; of an interview the number of the household there as well, as
    long as its round's key is held. ("", "") where it can no longer be found."""
    sites = {s.id: (s.code, s.name) for s in work.sites.all(recheck.street, withdrawn=True)}
    if recheck.subject is Subject.SITE:
        return {unit: sites.get(unit, ("", "")) for unit in recheck.drawn}
    found = {}
    held = [r for r in (work.responses.find(unit) for unit in recheck.drawn) if r is not None]
    for round_id, community in sorted({(r.round, r.community) for r in held}):
        round_ = work.rounds.find(round_id)
        listed = released_slots(work, round_, community) if round_ and community in round_.strata else None
        found.update({slot.slot: (f"{slot.site_code}-{slot.k}", slot.site_name) for slot in listed or ()})
    return {**dict.fromkeys(recheck.drawn, ("", "")), **{r.id: found.get(r.slot, ("", "")) for r in held}}


# -- results ---------------------------------------------------------------------------------------------------------


def read_rechecks(work: Work, street: str, standard: Standard) -> list[RecheckResult]:
    """Every re-check of a street with what it shows so far, newest first."""
    rechecks = work.rechecks.all(street)
    if not rechecks:
        return []
    audits = work.audits.all(street)
    responses = work.responses.all(street) if any(r.subject is Subject.INTERVIEW for r in rechecks) else []
    found = []
    for recheck in sorted(rechecks, key=lambda r: (r.drawn_at, r.id), reverse=True):
        if recheck.subject is Subject.SITE:
            facts = work.facts(street, recheck.drawn_on, standard, rounds=False)
            seconds = second_audits(recheck, audits, facts, standard)
        else:
            seconds = second_interviews(recheck, responses, standard)
        rules = standard.recheck
        found.append(
            RecheckResult(
                recheck=recheck, seconds=tuple(seconds), limit=rules.most_failing, confidence=rules.confidence
            )
        )
    return found


def second_audits(recheck: Recheck, audits: Iterable[Audit], facts: StreetFacts, standard: Standard) -> list[Second]:
    """Site by site, in drawn order: the second audit, whether the site fails by it, first against second answers.

    A site fails when it does not conform once the second answers stand in place of the first, all else as on the day
    of the draw. `facts` are those of that day.
    """
    first: dict[tuple[str, str], tuple[str, Answer]] = {}
    second: dict[str, Audit] = {}
    for audit in sorted(audits, key=lambda a: (a.observed_at, a.id)):
        if audit.recheck == recheck.id:
            if audit.site in recheck.drawn:
                second.setdefault(audit.site, audit)
        elif audit.observed_at < recheck.drawn_at:  # at whichever site: a shared point is seen with either
            first.update({key: (audit.id, answer) for key, answer in _answers(audit).items() if answer in _PLAIN})
    evidence = dict(facts.evidence)
    for audit in second.values():
        for key, answer in _answers(audit).items():
            if answer in _PLAIN or (answer is Answer.NOT_APPLICABLE and key[1] in standard.may_not_apply()):
                moment = f"{recheck.drawn_on.isoformat()}T00:00:00.000Z"  # valid on the day it is judged as of
                evidence[key] = Evidence(answer=answer, observed_at=moment, audit=audit.id)
    _score, units = score_street(
        replace(facts, evidence=evidence), standard, recheck.drawn_on, known=recheck.drawn_on, root=""
    )
    failing = {u.site for u in units if u.state is State.NONCONFORMING}
    return [
        Second(
            unit=site,
            record=second[site].id if site in second else "",
            failed=site in second and site in failing,
            pairs=_agreement(
                [
                    (first[k][1] is Answer.PASS, a is Answer.PASS)
                    for k, a in _answers(second[site]).items()
                    if k in first and a in _PLAIN
                ]
            )
            if site in second
            else Agreement(),
        )
        for site in recheck.order
    ]


def _answers(audit: Audit) -> dict[tuple[str, str], Answer]:
    return {
        (audit.site if unit == SITE else unit, item): finding.answer
        for unit, items in audit.findings.items()
        for item, finding in items.items()
    }


def second_interviews(recheck: Recheck, responses: Iterable[Response], standard: Standard) -> list[Second]:
    """Interview by interview, in drawn order: the household asked again, and whether what counted does not hold.

    It fails where a rate's key was passed at first and is not passed the second time. The second answers are compared,
    never scored. A household found vacant at first fails where somebody answers.
    """
    held = sorted(responses, key=lambda r: (r.observed_at, r.id))
    first = {r.id: r for r in held if r.id in recheck.drawn}
    second: dict[str, Response] = {}
    for response in held:
        if response.recheck == recheck.id and response.outcome in (Outcome.COMPLETE, Outcome.VACANT):
            second.setdefault(response.repeats, response)
    return [_compare(unit, first.get(unit), second.get(unit), standard) for unit in recheck.order]


def _compare(unit: str, first: Response | None, second: Response | None, standard: Standard) -> Second:
    if first is None or second is None:
        return Second(unit=unit, record=second.id if second else "")
    if first.outcome is not Outcome.COMPLETE or second.outcome is not Outcome.COMPLETE:
        return Second(unit=unit, record=second.id, failed=first.outcome is not second.outcome)
    before, after = standard.passing(first.answers), standard.passing(second.answers)
    failed = any(before[c] is Passing.YES and after[c] is Passing.NO for c in before)
    right = {q: set(options) for key in standard.keys.values() for q, options in {**key.must, **key.among}.items()}
    pairs = [
        (first.answers[q] in options, second.answers[q] in options)
        for q, options in sorted(right.items())
        if q in first.answers and q in second.answers
    ]
    return Second(unit=unit, record=second.id, failed=failed, pairs=_agreement(pairs))


def _agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for pair in pairs:
        counts[pair] += 1
    return Agreement(
        both=counts[True, True],
        first_only=counts[True, False],
        second_only=counts[False, True],
        neither=counts[False, False],
    )
