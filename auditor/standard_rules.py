"""What must hold of a standard as a whole: whatever is referred to exists, and its worked examples come true."""

from collections.abc import Iterable
from itertools import zip_longest

from auditor.errors import Refused
from auditor.examples import run_example
from auditor.standard import CRITERIA, RATES, ROLES, Standard
from auditor.standard_source import Source

_TOLD_BY_SOURCE = {"file", "line", "where"}


def refuse_twice(source: Source, group: str, ids: Iterable[str], field: str = "id") -> None:
    """Refuse the second of two members of a list that bear one id; "" is none."""
    seen = set()
    for number, found in enumerate(ids, 1):
        if found and found in seen:
            raise source.refused(f"{group}[{number}].{field}", "standard_twice", value=found)
        seen.add(found)


def check_examples(source: Source, standard: Standard) -> None:
    """Run every worked example; the first that does not come to what it says is refused."""
    for number, example in enumerate(standard.examples, 1):
        where = f"examples[{number}]"
        try:
            verdict, counts = run_example(example, standard)
        except Refused as error:
            problem = error.problems[0]
            inside = problem.field.removeprefix(f"examples.{example.name}")
            facts = {name: fact for name, fact in problem.facts.items() if name not in _TOLD_BY_SOURCE}
            raise source.refused(f"{where}.facts{inside}", problem.code, **facts) from error
        if (verdict, counts) != (example.verdict, example.counts):
            field = "verdict" if verdict != example.verdict else "counts"
            stated = f"{example.verdict} {list(example.counts)}"
            found = f"{verdict} {list(counts)}"
            told = {"name": example.name, "stated": stated, "found": found}
            raise source.refused(f"{where}.{field}", "standard_example", **told)


def check_references(source: Source, standard: Standard) -> None:
    """Every id that is referred to exists, the five criteria are there, and nothing stands twice."""
    if (found := tuple(standard.criteria)) != CRITERIA:
        wrong = next((n for n, pair in enumerate(zip_longest(found, CRITERIA), 1) if pair[0] != pair[1]), 1)
        raise source.refused(f"criteria[{wrong}].id", "standard_criteria", value=" ".join(found))
    if standard.ratio and standard.radius_m:
        raise source.refused("radius_m", "standard_one_test")
    if not standard.ratio and not standard.radius_m:
        raise source.refused("ratio", "standard_one_test")
    _check_criteria(source, standard)
    _check_items(source, standard)
    _check_questions(source, standard)
    for rate, planned in standard.survey.planning_rates.items():  # a plan under 100 % has no use for one
        if not standard.criteria[rate].threshold < planned <= 1:
            kind = f"> {standard.criteria[rate].threshold}"
            raise source.refused(f"survey.planning_rate.{rate}", "standard_type", value=str(planned), kind=kind)


def _check_criteria(source: Source, standard: Standard) -> None:
    refuse_twice(source, "bases", [b.id for b in standard.bases])
    bases = {b.id for b in standard.bases}
    for number, criterion in enumerate(standard.criteria.values(), 1):
        if unknown := set(criterion.bases) - bases:
            raise source.refused(f"criteria[{number}].bases", "standard_unknown", value=min(unknown))
        if not criterion.threshold:  # nothing at all would reach it
            raise source.refused(f"criteria[{number}].threshold", "standard_type", value="0", kind="> 0")
    if not sum(c.weight for c in standard.criteria.values()):
        raise source.refused("criteria[1].weight", "standard_type", value="0", kind="≥ 1")


def _check_items(source: Source, standard: Standard) -> None:
    for number, item in enumerate(standard.items, 1):
        where = f"items[{number}]"
        if unknown := set(item.place_types) - set(standard.place_types):
            raise source.refused(f"{where}.place_types", "standard_unknown", value=min(unknown))
        if item.criterion and item.criterion not in CRITERIA:
            raise source.refused(f"{where}.criterion", "standard_unknown", value=item.criterion)
        if item.role and ROLES.get(item.role) != item.level:
            raise source.refused(f"{where}.role", "standard_unknown", value=item.role)
        if item.role and item.method != "all_or_nothing":  # what settles a fact is there or it is not
            raise source.refused(f"{where}.method", "standard_role_method", value=item.method, role=item.role)
    refuse_twice(source, "items", [i.id for i in standard.items])
    refuse_twice(source, "items", [i.role for i in standard.items], "role")
    needed = [role for role in ROLES if role != "radius" or standard.radius_m]
    if lacking := [role for role in needed if not standard.item_of(role)]:
        raise source.refused(f"items.role={lacking[0]}", "standard_missing")


def _check_questions(source: Source, standard: Standard) -> None:
    refuse_twice(source, "questions", [q.id for q in standard.questions])
    for number, asked in enumerate(standard.questions, 1):
        refuse_twice(source, f"questions[{number}].options", [o.id for o in asked.options])
    if set(standard.keys) != set(RATES):
        wrong = next((name for name in standard.keys if name not in RATES), "")
        raise source.refused(f"keys.{wrong}", "standard_keys", value=" ".join(standard.keys))
    questions = {q.id: {o.id for o in q.options} for q in standard.questions}
    for name, key in standard.keys.items():
        for group, asked_of in (("must", key.must), ("among", key.among)):
            for question, options in asked_of.items():
                if question not in questions or not options or not set(options) <= questions[question]:
                    raise source.refused(f"keys.{name}.{group}.{question}", "standard_unknown", value=question)
        if not (key.must or key.least) or key.least > len(key.among):  # everybody would pass it, or nobody
            kind = f"1–{len(key.among)}"
            raise source.refused(f"keys.{name}.least", "standard_type", value=str(key.least), kind=kind)
