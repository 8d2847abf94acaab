"""A poll to try things on: one question of each kind, one of them asked only of some."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from civic import polls
from civic.poll_form import Asked, PollForm
from storage.audience import Segment
from storage.db import Store
from storage.office import Staff
from storage.polls import Poll

SAMPLE = PollForm(
    ("en", "ar", "km"),
    {"en": "Water at home", "ar": "الماء في البيت", "km": "ទឹកនៅផ្ទះ"},
    (
        Asked(
            "q1",
            "single",
            {"en": "Do you have water today?", "ar": "هل لديكم ماء اليوم؟", "km": "តើថ្ងៃនេះអ្នកមានទឹកទេ?"},
            required=True,
            choices=({"en": "Yes", "ar": "نعم", "km": "មាន"}, {"en": "No", "ar": "لا", "km": "គ្មាន"}),
        ),
        Asked(
            "q2",
            "several",
            {"en": "Where do you get water now?", "ar": "من أين تحصلون على الماء؟", "km": "តើអ្នកយកទឹកពីណា?"},
            choices=(
                {"en": "A tanker", "ar": "صهريج", "km": "ឡានទឹក"},
                {"en": "A well", "ar": "بئر", "km": "អណ្តូង"},
                {"en": "Neighbours", "ar": "الجيران", "km": "អ្នកជិតខាង"},
            ),
            only_if={"q1": ("c2",)},
        ),
        Asked(
            "q3",
            "number",
            {"en": "How many hours a day is there water?", "ar": "كم ساعة في اليوم؟", "km": "ប៉ុន្មានម៉ោងក្នុងមួយថ្ងៃ?"},
            least=0,
            most=24,
        ),
        Asked("q4", "scale", {"en": "How is the water?", "ar": "كيف هو الماء؟", "km": "ទឹកយ៉ាងណាដែរ?"}),
        Asked("q5", "text", {"en": "What should change first?", "ar": "ما أول ما يجب تغييره؟", "km": "អ្វីគួរផ្លាស់ប្តូរមុន?"}),
    ),
)


def worded(asked: Asked, words: str) -> Asked:
    """The same question in other words."""
    return replace(asked, words={**asked.words, "en": words})


def a_poll(
    session: Session,
    store: Store,
    form: PollForm = SAMPLE,
    *,
    segment: Segment | None = None,
    staff: Staff | None = None,
) -> Poll:
    """Published, open for a week."""
    poll = polls.create(session, store, staff, form, "Asia/Baghdad")
    closes_at = store.now() + timedelta(days=7)
    polls.schedule(session, poll, opens_at=None, closes_at=closes_at, segment=segment, public=True)
    polls.publish(session, store, poll, staff)
    return poll
