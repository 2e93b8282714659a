"""The quality radar (DESIGN 10): every flag there is to raise on a street, from its records alone."""

from auditor.flags import Flag, FlagKind, Material, Radar
from auditor.quality_audits import flag_audits
from auditor.quality_interviews import flag_interviews
from auditor.quality_times import flag_times
from auditor.standard import Standard
from auditor.survey import Outcome

ORDER = {kind: place for place, kind in enumerate(FlagKind)}


def find_flags(material: Material) -> Radar:
    """Flags by kind and moment; a pure function of the material. Nobody is counted or ranked."""
    told = [*flag_interviews(material), *flag_times(material), *flag_audits(material)]
    flags = sorted((f for f in told if isinstance(f, Flag)), key=lambda f: (ORDER[f.kind], f.at, f.id))
    return Radar(
        street=material.street,
        flags=tuple(flags),
        silences=tuple(s for s in told if not isinstance(s, Flag)),
        interviews=sum(r.outcome is Outcome.COMPLETE for r in material.responses),
        audits=len(material.audits),
        photos=len(material.photos),
    )


def reading_of(standard: Standard) -> dict[str, int]:
    """How many characters of each question are read out, by question id; options are not counted."""
    return {q.id: sum(not c.isspace() for c in q.text) for q in standard.questions}
