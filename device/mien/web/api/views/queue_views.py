"""Response bodies for the queue, opinions and alarms. Pure."""

from collections.abc import Sequence

from mien.web.api.bodies.queue_bodies import (
    AlarmBody,
    AlarmsBody,
    OpinionBody,
    OpinionsBody,
    QueueBody,
    QueueEntryBody,
)
from mien.web.api.bodies.source_bodies import QueueQuery, WindowQuery
from mien.web.api.views.library_views import shown, song_view
from mien.web.api.views.text_views import plain_text
from mien.web.backend import AlarmModel, OpinionModel, QueueEntryModel, QueueModel


def queue_view(queue: QueueModel, window: QueueQuery) -> QueueBody:
    """Return a window of the queue."""
    entries = queue.entries
    position = next((place for place, each in enumerate(entries) if each.entry == queue.current), None)
    begin = (position or 0) if window.begin is None else window.begin
    return QueueBody(
        version=queue.version,
        current=None if position is None else queue.current,
        position=position,
        entries=tuple(map(_entry, entries[begin : begin + window.count])),
        total=len(entries),
        begin=begin,
    )


def opinions_view(opinions: Sequence[OpinionModel], window: WindowQuery) -> OpinionsBody:
    """Return a window of opinions."""
    listed = tuple(
        OpinionBody(
            song=song_view(each.song),
            opinion=each.opinion,
            emotion=each.emotion,
            why=plain_text(each.why),
        )
        for each in shown(opinions, window)
    )
    return OpinionsBody(opinions=listed, total=len(opinions), begin=window.begin)


def alarms_view(alarms: Sequence[AlarmModel]) -> AlarmsBody:
    """Return all alarms."""
    return AlarmsBody(
        alarms=tuple(
            AlarmBody(at=alarm.at, days=alarm.days, emotion=alarm.emotion, is_on=alarm.is_on)
            for alarm in alarms
        )
    )


def _entry(entry: QueueEntryModel) -> QueueEntryBody:
    return QueueEntryBody(
        entry=entry.entry, song=song_view(entry.song), ours=entry.ours, why=plain_text(entry.why)
    )
