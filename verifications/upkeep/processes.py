"""Whether the worker and the scheduler are at work, as far as rows tell; neither writes any to say so."""

from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from atlas_portal.signs import Sign, Tone
from pages.durations import in_words
from verifications.models import Batch, Case

# A wake-up that was lost is repeated within seconds, and a claim runs out within a minute or so.
WORK_WAITS = timedelta(minutes=2)
# An account whose calls all take long may hold up its own flows for so long.
LOOKS_WAIT = timedelta(minutes=5)


def worker_sign() -> Sign:
    """Whether anybody takes what waits for a worker."""
    # Of lists nothing tells: who makes one gives it up every few seconds.
    due = Batch.objects.filter(state=Batch.State.QUEUED, next_try_at__lte=timezone.now())
    name, waits_since = "Worker", due.aggregate(oldest=Min("next_try_at"))["oldest"]
    if waits_since and waits_since < timezone.now() - WORK_WAITS:
        says = f"Work has waited for {_age(waits_since)}, and nobody takes it."
        return Sign(name, Tone.BAD, says, "Start the worker as the Procfile does, or look into its log.")
    newest = Batch.objects.filter(left_at__isnull=False).order_by("-pk").values_list("left_at", flat=True)
    if sent_at := newest.first():
        return Sign(name, Tone.GOOD, f"Nothing waits for long. It sent a batch {_age(sent_at)} ago.")
    return Sign(name, Tone.GOOD, "Nothing waits for it. It has sent no batch yet, so no more is known.")


def scheduler_sign() -> Sign:
    """Whether the flows that are due are looked at."""
    name, open_cases = "Scheduler", Case.objects.filter(look_at__isnull=False)
    # Of an account that does not answer only one flow is asked about now and then.
    due = open_cases.filter(account__active=True, account__outage_since=None)
    found = due.aggregate(oldest=Min("look_at"))
    if found["oldest"] and found["oldest"] < timezone.now() - LOOKS_WAIT:
        says = f"Atlas should have been asked about a case {_age(found['oldest'])} ago, and was not."
        return Sign(name, Tone.BAD, says, "Start the scheduler as the Procfile does, or look into its log.")
    if looked_at := open_cases.aggregate(newest=Max("looked_at"))["newest"]:
        return Sign(name, Tone.GOOD, f"No case waits for long. Atlas was asked {_age(looked_at)} ago.")
    return Sign(name, Tone.GOOD, "No case is open at Atlas, so nothing is due, and no more is known.")


def _age(moment: datetime) -> str:
    return in_words((timezone.now() - moment).total_seconds())
