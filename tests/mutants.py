"""Break each rule of the mood core, one at a time, and see that a test notices.

    .venv/bin/python tests/mutants.py [WORD]      only the mutants whose line has WORD in it

Each mutant is one change of the source, made in a copy; the copy is tested, never the tree. A mutant that
no test kills is a rule that no test holds, and the exit status says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOOD = "mien/mood"
ESTIMATION = "mien/mood/estimation"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`rule` breaks when `old` becomes `new` in `file`; `tests` are the files that must notice."""

    rule: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    # The filter of one face.
    Mutant(
        "a glance weighs what time it covers",
        f"{ESTIMATION}/filter.py",
        "covers, trusted = min(dt, MOST_WEIGHED), trust(face)",
        "covers, trusted = 0.4, trust(face)",
        "estimate room",
    ),
    Mutant(
        "a gap is no evidence",
        f"{ESTIMATION}/filter.py",
        "covers, trusted = min(dt, MOST_WEIGHED), trust(face)",
        "covers, trusted = dt, trust(face)",
        "filter room",
    ),
    Mutant(
        "in a gap time goes by",
        f"{ESTIMATION}/filter.py",
        "belief = predict(belief, dt - covers)",
        "pass",
        "filter",
    ),
    Mutant(
        "what is long ago need not be stepped through",
        f"{ESTIMATION}/filter.py",
        "min(dt, LONGEST_GAP)",
        "dt",
        "filter",
    ),
    Mutant(
        "a poor face counts little",
        f"{ESTIMATION}/filter.py",
        "min(1.0, max(0.0, (face.quality - 0.2) / 0.4))",
        "1.0",
        "estimate room",
    ),
    Mutant(
        "a face with a reason counts less",
        f"{ESTIMATION}/filter.py",
        "by_quality * 0.3 if face.why_low",
        "by_quality if face.why_low",
        "estimate",
    ),
    Mutant(
        "evidence is weighed by how far it may be trusted",
        f"{ESTIMATION}/filter.py",
        "*(trusted * p for p in scores)",
        "*(p for p in scores)",
        "filter",
    ),
    Mutant(
        "so are its logarithms",
        f"{ESTIMATION}/filter.py",
        "scale = trusted * LOG_SCALE",
        "scale = LOG_SCALE",
        "filter",
    ),
    Mutant(
        "no score is ever sure",
        f"{ESTIMATION}/filter.py",
        "log(p + LEAST_SCORE) for p in scores",
        "log(max(p, 1e-300)) for p in scores",
        "filter",
    ),
    Mutant(
        "a step is an average over its time",
        f"{ESTIMATION}/filter.py",
        "(s + left * x) / STEP",
        "(s + left * x)",
        "filter estimate",
    ),
    Mutant(
        "a step begins empty",
        f"{ESTIMATION}/filter.py",
        "felt=felt, sums=NOTHING, filled=0.0",
        "felt=felt, filled=0.0",
        "filter estimate",
    ),
    Mutant(
        "what is left goes into the next step",
        f"{ESTIMATION}/filter.py",
        "belief, dt = _after_step(belief, whole), dt - left",
        "belief, dt = _after_step(belief, whole), 0.0",
        "filter",
    ),
    Mutant(
        "what the room felt gives way to what is seen",
        f"{ESTIMATION}/filter.py",
        "fades = exp(-seen / PRIOR_LASTS)",
        "fades = 1.0",
        "filter",
    ),
    Mutant(
        "what the room felt counts at first",
        f"{ESTIMATION}/filter.py",
        "fades = exp(-seen / PRIOR_LASTS)",
        "fades = 0.0",
        "filter",
    ),
    Mutant(
        "only what was read makes it give way",
        f"{ESTIMATION}/filter.py",
        "seen = belief.seen + covered",
        "seen = belief.seen + STEP",
        "filter",
    ),
    Mutant(
        "a flat network is sharpened",
        f"{ESTIMATION}/filter.py",
        "p**SHARPENED",
        "p",
        "filter",
    ),
    Mutant(
        "the network is not believed alone",
        f"{ESTIMATION}/filter.py",
        "_mixed(_lately(bank), network, NETWORK_SHARE)",
        "network",
        "filter",
    ),
    Mutant(
        "nor is the average",
        f"{ESTIMATION}/filter.py",
        "_mixed(_lately(bank), network, NETWORK_SHARE)",
        "_lately(bank)",
        "filter",
    ),
    Mutant(
        "where errors last, doubts are averaged",
        f"{ESTIMATION}/filter.py",
        "if lasting > 0.0:",
        "if lasting > 1.0:",
        "filter",
    ),
    Mutant(
        "errors last where the short average foretells better",
        f"{ESTIMATION}/bank.py",
        "(better - begin)",
        "(begin - better)",
        "filter",
    ),
    Mutant(
        "where they come one by one, a longer average is better",
        f"{ESTIMATION}/filter.py",
        "if one_by_one > 0.0:",
        "if one_by_one > 1.0:",
        "filter",
    ),
    Mutant(
        "what cannot be read is known less and less",
        f"{ESTIMATION}/filter.py",
        "exp((covered - STEP) / FORGOTTEN)",
        "1.0",
        "filter",
    ),
    Mutant(
        "and is known again once it is read",
        f"{ESTIMATION}/filter.py",
        "known += (1.0 - exp(-covered / KNOWN_LASTS)) * (1.0 - known)",
        "",
        "filter",
    ),
    Mutant(
        "what was felt is forgotten",
        f"{ESTIMATION}/filter.py",
        "keep = exp(-dt / lasts)",
        "keep = 1.0",
        "room",
    ),
    Mutant(
        "the moment follows the face",
        f"{ESTIMATION}/filter.py",
        "trusted * covers / SHOWN_LASTS",
        "trusted * covers / 30.0",
        "estimate",
    ),
    Mutant(
        "an average lasts its time",
        f"{ESTIMATION}/bank.py",
        "exp(-step * (trust / lasts + ",
        "exp(-step * (0.1 * trust / lasts + ",
        "filter",
    ),
    Mutant(
        "unread, it stays",
        f"{ESTIMATION}/bank.py",
        "max(lasts, UNREAD_LASTS)",
        "lasts",
        "filter",
    ),
    Mutant(
        "an average begins with all moods alike",
        f"{ESTIMATION}/bank.py",
        "scale * (s + few)",
        "scale * s",
        "filter",
    ),
    Mutant(
        "how well it foretells is of what comes next",
        f"{ESTIMATION}/bank.py",
        "_distance(average_of(row), shown)",
        "_distance(shown, shown)",
        "filter",
    ),
    Mutant(
        "and of the last half minute",
        f"{ESTIMATION}/bank.py",
        "foretold = keep * foretold + covered",
        "foretold += covered",
        "filter",
    ),
    Mutant(
        "calm is another matter",
        f"{ESTIMATION}/network.py",
        "calm if number == NEUTRAL else shared",
        "shared",
        "filter",
    ),
    Mutant(
        "so it is in the second layer",
        f"{ESTIMATION}/network.py",
        "calm_too if number == NEUTRAL else others",
        "others",
        "filter",
    ),
    Mutant(
        "each mood is weighed against the others",
        f"{ESTIMATION}/network.py",
        "others = _products(w.others, mean)",
        "others = NOUGHT[:SECOND]",
        "filter",
    ),
    Mutant(
        "what the room is like counts",
        f"{ESTIMATION}/network.py",
        "shared = _products(w.room, (*room, 1.0))",
        "shared = NOUGHT[:FIRST]",
        "filter",
    ),
    # The face at rest.
    Mutant("a resting face is learnt", f"{ESTIMATION}/baseline.py", "(RISES if", "(0.0 if", "baseline"),
    Mutant(
        "it is kept while out of sight",
        f"{ESTIMATION}/filter.py",
        "read=belief.read * exp(-dt / AFFECT_FAST))",
        "read=belief.read * exp(-dt / AFFECT_FAST), resting=Baseline())",
        "baseline",
    ),
    Mutant("it is unlearnt", f"{ESTIMATION}/baseline.py", "else -FALLS)", "else 0.0)", "baseline"),
    Mutant(
        "a plain look teaches nothing",
        f"{ESTIMATION}/baseline.py",
        "if max(scores.values()) > PLAIN * scores[Emotion.NEUTRAL]:",
        "if False:",
        "baseline",
    ),
    Mutant(
        "what is taken off is bounded",
        f"{ESTIMATION}/baseline.py",
        "min(USUAL + MOST, ",
        "min(1e9, ",
        "baseline",
    ),
    Mutant(
        "a usual face is not touched",
        f"{ESTIMATION}/baseline.py",
        "max(0.0, resting.sad - USUAL)",
        "1.0",
        "baseline",
    ),
    Mutant(
        "anger is learnt too",
        f"{ESTIMATION}/baseline.py",
        "kept[Emotion.ANGRY] *= exp(-off_angry)",
        "",
        "baseline",
    ),
    # Margin, hold and rest.
    Mutant(
        "what leads is likelier than all others together",
        f"{ESTIMATION}/hysteresis.py",
        "if likely >= LEADS:",
        "if likely >= 0.0:",
        "hysteresis",
    ),
    Mutant(
        "doubt is unsure",
        f"{ESTIMATION}/hysteresis.py",
        "if likely < params.doubt else",
        "if likely < 0.0 else",
        "hysteresis",
    ),
    Mutant(
        "a rival must be ahead by a margin",
        f"{ESTIMATION}/hysteresis.py",
        " and lead.ahead >= margin(params.certainty) * _share(lead, led, held)",
        "",
        "hysteresis",
    ),
    Mutant(
        "a first emotion needs half the margin in the end",
        f"{ESTIMATION}/hysteresis.py",
        "return max(FIRST, 1.0 - led / FIRST_WAITS)",
        "return 1.0",
        "hysteresis",
    ),
    Mutant(
        "and never less than half",
        f"{ESTIMATION}/hysteresis.py",
        "max(FIRST, 1.0 - led / FIRST_WAITS)",
        "max(0.0, 1.0 - led / FIRST_WAITS)",
        "hysteresis",
    ),
    Mutant(
        "only a first emotion does",
        f"{ESTIMATION}/hysteresis.py",
        "if isinstance(held.name, Emotion):\n        return 1.0",
        "if False:\n        return 1.0",
        "hysteresis",
    ),
    Mutant(
        "more certainty is a wider margin",
        f"{ESTIMATION}/hysteresis.py",
        "margin(params.certainty)",
        "margin(0.6)",
        "hysteresis",
    ),
    Mutant(
        "more certainty is a longer average",
        f"{ESTIMATION}/hysteresis.py",
        "SETTLES * _nats(certainty) ** 2",
        "2.0",
        "hysteresis",
    ),
    Mutant(
        "what is believed takes its time",
        f"{ESTIMATION}/hysteresis.py",
        "1.0 - exp(-dt / lasts) if lasts > 0.0 else 1.0",
        "1.0",
        "hysteresis",
    ),
    Mutant(
        "and a gap is no time",
        f"{ESTIMATION}/estimate.py",
        "felt, sight.dt, certainty)",
        "felt, sight.dt * 10.0, certainty)",
        "estimate",
    ),
    Mutant(
        "of a room that everybody has left nothing is believed",
        f"{ESTIMATION}/estimate.py",
        "    if sight.empty >= SETTLED.gone:\n        return UNIFORM\n",
        "",
        "estimate",
    ),
    Mutant(
        "what counts is how many times likelier",
        f"{ESTIMATION}/hysteresis.py",
        "tuple([scale * p * p for p in moods])",
        "moods",
        "hysteresis",
    ),
    Mutant(
        "the answer is of the squares",
        f"{ESTIMATION}/estimate.py",
        "pooled(squared(believed)",
        "pooled(believed",
        "senses",
    ),
    Mutant(
        "who comes back goes on where they left off",
        f"{ESTIMATION}/hysteresis.py",
        "if lead.name is held.left and",
        "if False and",
        "hysteresis",
    ),
    Mutant(
        "and nobody else does",
        f"{ESTIMATION}/hysteresis.py",
        "if lead.name is held.left and",
        "if held.left and",
        "hysteresis",
    ),
    Mutant(
        "after ten minutes nobody does",
        f"{ESTIMATION}/hysteresis.py",
        " and lead.at - held.since <= RETURNS",
        "",
        "hysteresis",
    ),
    Mutant(
        "that nobody is there does not forget who left",
        f"{ESTIMATION}/hysteresis.py",
        "rest=rest, left=held.left)\n    if lead",
        "rest=rest)\n    if lead",
        "hysteresis",
    ),
    Mutant(
        "nor does a rival",
        f"{ESTIMATION}/hysteresis.py",
        "lead.name, led, rest, held.left)",
        "lead.name, led, rest)",
        "hysteresis",
    ),
    Mutant(
        "nor a moment that cannot be read",
        f"{ESTIMATION}/hysteresis.py",
        "held.rival, rest=rest, left=held.left)",
        "held.rival, rest=rest)",
        "hysteresis",
    ),
    Mutant(
        "only an emotion was left",
        f"{ESTIMATION}/hysteresis.py",
        "left = held.name if isinstance(held.name, Emotion) else None",
        "left = held.name",
        "hysteresis",
    ),
    Mutant(
        "no certainty is quite sure",
        f"{ESTIMATION}/hysteresis.py",
        "min(MOST_SURE, certainty)",
        "certainty",
        "hysteresis",
    ),
    Mutant(
        "a rival is measured against what is held",
        f"{ESTIMATION}/hysteresis.py",
        "return max(probabilities) - of_held",
        "return max(probabilities)",
        "hysteresis",
    ),
    Mutant(
        "a lead must last",
        f"{ESTIMATION}/hysteresis.py",
        "led >= params.hold and",
        "led >= 0.0 and",
        "hysteresis",
    ),
    Mutant(
        "a break begins anew",
        f"{ESTIMATION}/hysteresis.py",
        "return HysteresisState(held.name, held.since, rest=rest, left=held.left)",
        "return HysteresisState(held.name, held.since, held.rival, held.rival_for, rest, held.left)",
        "hysteresis",
    ),
    Mutant(
        "another's lead does not count",
        f"{ESTIMATION}/hysteresis.py",
        "if lead.name is held.rival else 0.0",
        "if held.rival is not None else 0.0",
        "hysteresis",
    ),
    Mutant(
        "after a change, a rest",
        f"{ESTIMATION}/hysteresis.py",
        "if rest > 0.0 or not",
        "if not",
        "hysteresis",
    ),
    Mutant(
        "the rest goes by",
        f"{ESTIMATION}/hysteresis.py",
        "rest = max(0.0, held.rest - lead.dt)",
        "rest = held.rest",
        "hysteresis",
    ),
    Mutant(
        "the rest goes by unread too",
        f"{ESTIMATION}/hysteresis.py",
        "rest = max(0.0, held.rest - dt)",
        "rest = held.rest",
        "hysteresis",
    ),
    Mutant(
        "a hold does not outlast a blink",
        f"{ESTIMATION}/hysteresis.py",
        "held.rival, rest=rest, left=held.left)",
        "held.rival, held.rival_for, rest, held.left)",
        "hysteresis",
    ),
    Mutant(
        "doubt must last longer",
        f"{ESTIMATION}/hysteresis.py",
        "return led >= params.unsure_hold",
        "return led >= params.hold",
        "hysteresis",
    ),
    Mutant(
        "doubt needs no rest after it",
        f"{ESTIMATION}/hysteresis.py",
        "0.0 if lead.name is Absence.UNSURE else params.rest",
        "params.rest",
        "hysteresis",
    ),
    # Several faces.
    Mutant(
        "faces are taken largest first",
        f"{ESTIMATION}/room.py",
        "sorted(faces, key=lambda f: (-f.box[2] * f.box[3], f.box, f.track))",
        "faces",
        "room estimate",
    ),
    Mutant(
        "who outweighs takes over",
        f"{ESTIMATION}/room.py",
        "> OUTWEIGHS * main.weight",
        "> 1e9 * main.weight",
        "room",
    ),
    Mutant(
        "two alike do not change places",
        f"{ESTIMATION}/room.py",
        "> OUTWEIGHS * main.weight",
        "> main.weight",
        "room",
    ),
    Mutant(
        "who turns away keeps the place",
        f"{ESTIMATION}/room.py",
        "listener.away + dt >= AWAY",
        "True",
        "room",
    ),
    Mutant(
        "who left is forgotten",
        f"{ESTIMATION}/room.py",
        "listener.away + dt >= AWAY",
        "False",
        "room estimate",
    ),
    Mutant(
        "who cannot be read weighs little",
        f"{ESTIMATION}/room.py",
        "* max(LEAST_HEED, legible)",
        "",
        "room estimate",
    ),
    Mutant(
        "a look away is forgiven",
        f"{ESTIMATION}/room.py",
        "(LEAST_HEED, legible)",
        "(0, trusted)",
        "room",
    ),
    Mutant(
        "the nearest is the heir",
        f"{ESTIMATION}/room.py",
        "return min(new, key",
        "return max(new, key",
        "room",
    ),
    Mutant(
        "an eye anew counts anew",
        f"{ESTIMATION}/room.py",
        "track=LOST)",
        "track=listener.track)",
        "room session",
    ),
    # Senses beside the face.
    Mutant(
        "no sense outweighs its most",
        f"{ESTIMATION}/senses.py",
        "max(0.0, nats - least)",
        "nats - min(summed)",
        "senses",
    ),
    Mutant(
        "a contradiction is doubt",
        f"{ESTIMATION}/senses.py",
        "doubt = max(doubt, _contradiction(together, tally))",
        "pass",
        "senses",
    ),
    Mutant(
        "a tally fades",
        f"{ESTIMATION}/senses.py",
        "keep = exp(-age / belief.lasts)",
        "keep = 1.0",
        "senses",
    ),
    Mutant(
        "what is old is nothing",
        f"{ESTIMATION}/senses.py",
        "age > OUTLASTED * belief.lasts",
        "False",
        "senses",
    ),
    Mutant(
        "only what shows somebody is a presence",
        f"{ESTIMATION}/senses.py",
        "at if evidence.is_presence else",
        "at if evidence else",
        "senses",
    ),
    Mutant(
        "a closed eye is a closed ear",
        f"{MOOD}/session.py",
        "session.eye is EyeState.CLOSED and evidence.sense is Sense.VOICE",
        "False",
        "senses",
    ),
    Mutant(
        "who is heard is there",
        f"{ESTIMATION}/estimate.py",
        "heard_ago(before.senses, at) is None",
        "True",
        "senses",
    ),
    Mutant("the dark is not empty", f"{ESTIMATION}/room.py", "0.0 if dark else", "", "room session"),
    Mutant(
        "a lost track is taken over",
        f"{ESTIMATION}/room.py",
        "and _same_place(",
        "and not _same_place(",
        "room",
    ),
    Mutant(
        "who is there is nobody's heir",
        f"{ESTIMATION}/room.py",
        "face.track not in known and ",
        "",
        "room",
    ),
    Mutant("a crowd is bounded", f"{ESTIMATION}/room.py", "[:MAX_FACES]", "", "room"),
    Mutant(
        "a late glance changes nothing",
        f"{ESTIMATION}/room.py",
        "if dt <= 0.0:",
        "if dt < 0.0:",
        "room estimate",
    ),
    Mutant(
        "an old glance is a new clock",
        f"{ESTIMATION}/room.py",
        "if dt < -LATE:",
        "if dt < -1e9:",
        "room",
    ),
    Mutant("what the room felt is half believed", f"{ESTIMATION}/room.py", "(p + q) / 2.0", "p", "room"),
    Mutant(
        "what the room felt fades",
        f"{ESTIMATION}/room.py",
        "room.felt if listeners else decayed(room.felt, dt, RECALLED)",
        "room.felt",
        "room",
    ),
    Mutant(
        "a gap is no empty room",
        f"{ESTIMATION}/room.py",
        "else min(dt, MOST_WEIGHED))",
        "else dt)",
        "room",
    ),
    Mutant("the outvoted do not count", f"{ESTIMATION}/room.py", "if votes.count(vote) == most", "", "room"),
    Mutant("the unread have no vote", f"{ESTIMATION}/room.py", "return readable or", "return", "room"),
    Mutant(
        "who sits in the dark is not known to be gone",
        f"{ESTIMATION}/estimate.py",
        "elif sight.dark and held.name is not Absence.NOBODY:",
        "elif sight.dark:",
        "estimate",
    ),
    Mutant("who passes starts no music", f"{MOOD}/session.py", "or not stays", "", "session"),
    Mutant("the dark is left longer", f"{MOOD}/session.py", "1.0 / DARK_LASTS", "1.0", "session"),
    # The two answers.
    Mutant(
        "an emotion leads only while it is seen",
        f"{ESTIMATION}/estimate.py",
        "if not sight.fresh and lead is not Absence.UNSURE:",
        "if False:",
        "estimate",
    ),
    Mutant(
        "a face unread leaves the moment unsure",
        f"{ESTIMATION}/estimate.py",
        "< LEAST_READ",
        "< -1.0",
        "estimate",
    ),
    Mutant(
        "an empty room is nobody",
        f"{ESTIMATION}/estimate.py",
        "if sight.empty >= params.gone:",
        "if False:",
        "estimate",
    ),
    # The speaker.
    Mutant(
        "time runs forward", f"{MOOD}/session.py", "max(0.0, at - session.at)", "at - session.at", "session"
    ),
    Mutant(
        "a chosen mood runs out",
        f"{MOOD}/session.py",
        "if chosen.left > dt else None",
        "if True else None",
        "session",
    ),
    Mutant(
        "a closed eye sees nothing",
        f"{MOOD}/session.py",
        "    if session.eye is EyeState.CLOSED:\n        return session\n",
        "",
        "session",
    ),
    Mutant(
        "a closed eye stays closed",
        f"{MOOD}/session.py",
        "return closed(session) if there else (session, ())",
        "return (session, ())",
        "session",
    ),
    Mutant(
        "a blind eye sees no empty room",
        f"{MOOD}/session.py",
        "session.eye is not EyeState.OPEN or followed",
        "followed",
        "session",
    ),
    Mutant(
        "a player that is back is planned for",
        f"{MOOD}/session.py",
        "soon=False) if was_away else",
        "soon=False) if False else",
        "session",
    ),
    Mutant(
        "old news does not undo a pause",
        f"{MOOD}/session.py",
        "and quiet is not PauseReason.ASKED:",
        ":",
        "session",
    ),
    Mutant(
        "the owner's pause is the owner's",
        f"{MOOD}/session.py",
        "session.quiet not in {PauseReason.ASKED, PauseReason.ROOM}",
        "session.quiet is PauseReason.NO",
        "session",
    ),
    Mutant("0 never pauses", f"{MOOD}/session.py", "long <= 0.0 or", "", "session"),
    Mutant(
        "music follows only another mood",
        f"{MOOD}/session.py",
        "and mood.name is session.playing.name)",
        "and mood == session.playing)",
        "session",
    ),
    Mutant(
        "what is shown is shown once",
        f"{MOOD}/session.py",
        "if shown == session.shown:",
        "if False:",
        "session",
    ),
    Mutant(
        "a chosen mood wins over what is seen",
        f"{MOOD}/state.py",
        "if session.chosen is not None:",
        "if False:",
        "requests session",
    ),
    Mutant(
        "the owner is heard at once",
        f"{MOOD}/requests.py",
        "music = plays(session, wanted(session), soon=True)",
        "music = plays(session, wanted(session), soon=False)",
        "requests session",
    ),
    Mutant(
        "the same policy is no news",
        f"{MOOD}/requests.py",
        "if policy is session.policy:",
        "if False:",
        "session",
    ),
    Mutant(
        "closing is no claim about the moment",
        f"{MOOD}/requests.py",
        "moment=HysteresisState(Absence.UNSURE, session.at)",
        "moment=session.estimate.moment",
        "session",
    ),
    Mutant(
        "who asks is there, and has the whole time again",
        f"{MOOD}/session.py",
        "return replace(session, empty=0.0)",
        "return session",
        "session",
    ),
    Mutant(
        "who starts the music at the player is there",
        f"{MOOD}/session.py",
        "is PlayState.PLAY and session.player in",
        "is PlayState.PAUSE and session.player in",
        "session",
    ),
    Mutant(
        "another song is no sign that somebody is there",
        f"{MOOD}/session.py",
        "status.state is PlayState.PLAY and session.player in {PlayState.PAUSE, PlayState.STOP}",
        "status.state is PlayState.PLAY",
        "session",
    ),
    Mutant(
        "who starts stopped music is there too",
        f"{MOOD}/session.py",
        "session.player in {PlayState.PAUSE, PlayState.STOP}",
        "session.player in {PlayState.PAUSE}",
        "session",
    ),
    Mutant(
        "a mood chosen by hand ends a pause",
        f"{MOOD}/requests.py",
        "(session, ()) if session.quiet is PauseReason.NO else _resumed(session)",
        "(session, ())",
        "session",
    ),
    Mutant(
        "who asks for music hears some, before any mood is known",
        f"{MOOD}/requests.py",
        "return _heard(session, wishes) if isinstance(ask, AskSkip) else (session, wishes)",
        "return session, wishes",
        "requests",
    ),
    Mutant(
        "a pause for nobody outlives a restart",
        f"{MOOD}/session.py",
        "anew = quiet is PauseReason.NO and status.for_room",
        "anew = False",
        "session",
    ),
    Mutant(
        "old news of it does not undo the owner's pause",
        f"{MOOD}/session.py",
        "anew = quiet is PauseReason.NO and status.for_room",
        "anew = status.for_room",
        "session",
    ),
    Mutant(
        "a room that was left empty is so until somebody is seen",
        f"{MOOD}/session.py",
        "estimate=left_empty(session.estimate, session.at)",
        "estimate=session.estimate",
        "session",
    ),
    # The end of the evening: how loud it is, the sleep timer, alarms, and what outlives a restart.
    Mutant(
        "no request is above the limit",
        f"{MOOD}/loudness.py",
        "min(loud.limit, max(0, percent))",
        "min(100, max(0, percent))",
        "evening",
    ),
    Mutant(
        "another app's volume above the limit is taken back",
        f"{MOOD}/loudness.py",
        "if volume > loud.limit else (loud, ())",
        "if volume > 100 else (loud, ())",
        "evening",
    ),
    Mutant(
        "who sets the volume in a fade ends it",
        f"{MOOD}/loudness.py",
        "if loud.fade is not None and loud.fade.fits(volume):",
        "if loud.fade is not None:",
        "evening",
    ),
    Mutant(
        "a late report of a fade is no hand",
        f"{MOOD}/loudness.py",
        "else _NEAR + lag",
        "else 0 * lag",
        "evening choices",
    ),
    Mutant(
        "a limit that falls is followed softly",
        f"{MOOD}/loudness.py",
        "return _faded(loud, limit, LIMIT_FADE) if plays else",
        "return _requested(loud, limit) if plays else",
        "evening",
    ),
    Mutant(
        "a fade that goes low enough is let be",
        f"{MOOD}/loudness.py",
        "if fade is not None and fade.end <= limit:",
        "if fade is not None and fade.end < -1:",
        "evening",
    ),
    Mutant(
        "a rise ends at a limit that fell",
        f"{MOOD}/loudness.py",
        "return _faded(replace(loud, fade=None), limit, fade.length - fade.elapsed)",
        "return loud, ()",
        "evening",
    ),
    Mutant(
        "what a fade took is not taken for the usual volume",
        f"{MOOD}/loudness.py",
        "base = loud.heard if usual is None else usual",
        "base = loud.heard",
        "evening choices",
    ),
    Mutant(
        "a player that is away keeps what a fade took",
        f"{MOOD}/loudness.py",
        "base=to_be_kept(loud), fade=None, ducked=None)",
        "fade=None, ducked=None)",
        "evening",
    ),
    Mutant(
        "what is given back is within the limit",
        f"{MOOD}/loudness.py",
        "min(loud.base, loud.limit), length)",
        "loud.base, length)",
        "evening",
    ),
    Mutant(
        "a volume set in the silence after the timer counts",
        f"{MOOD}/loudness.py",
        "near = _ROUNDED if self.elapsed > self.length + _LATE else",
        "near = 99 if self.elapsed > self.length + _LATE else",
        "evening",
    ),
    Mutant(
        "a player that comes back loud is silent until music begins",
        f"{MOOD}/loudness.py",
        "return _requested(loud, 0) if is_loud else (loud, ())",
        "return loud, ()",
        "choices",
    ),
    Mutant(
        "the owner is told the volume that music will have",
        f"{MOOD}/evening.py",
        "return min(loudness.base, loudness.limit)",
        "return volume",
        "evening",
    ),
    Mutant("an alarm is heard", f"{MOOD}/loudness.py", "max(usual, least)", "usual", "evening"),
    Mutant(
        "an alarm begins softly",
        f"{MOOD}/loudness.py",
        "_requested(replace(loud, base=None, fade=None, ducked=None), min(start, end))",
        "_requested(replace(loud, base=None, fade=None, ducked=None), end)",
        "evening",
    ),
    Mutant(
        "a rise is finished after a restart",
        f"{MOOD}/loudness.py",
        "return loud.fade.end if loud.fade is not None and loud.fade.rises else None",
        "return None",
        "choices",
    ),
    Mutant(
        "the music pauses for the night as by the owner",
        f"{MOOD}/evening.py",
        "quiet=PauseReason.OWNER), (Pause(),)",
        "quiet=PauseReason.ASKED), (Pause(),)",
        "evening",
    ),
    Mutant(
        "a timer whose player is away waits",
        f"{MOOD}/evening.py",
        "max(0.0, left) if session.player is None else left",
        "left",
        "evening",
    ),
    Mutant(
        "a player that does not pause is left alone",
        f"{MOOD}/evening.py",
        "and left > -PATIENCE",
        "",
        "evening",
    ),
    Mutant(
        "the fade is two minutes",
        f"{MOOD}/evening.py",
        "session.sleep <= SLEEP_FADE",
        "session.sleep <= 1e9",
        "evening",
    ),
    Mutant(
        "a timer set anew ends its fade",
        f"{MOOD}/evening.py",
        "return session if _is_due(session) else _not_fading(session)",
        "return session",
        "evening",
    ),
    Mutant(
        "a pause in the fade ends the timer",
        f"{MOOD}/evening.py",
        "ended = left <= 0.0 or _fades_out(session)",
        "ended = left <= 0.0",
        "evening",
    ),
    Mutant(
        "the volume rises where music plays",
        f"{MOOD}/evening.py",
        "risen(session.loudness, RISE)",
        "(session.loudness, ())",
        "evening choices",
    ),
    Mutant(
        "a held mood is held no longer than it may",
        f"{MOOD}/choices.py",
        "min(choices.mood_left, session.settings.override_hold)",
        "choices.mood_left",
        "choices",
    ),
    Mutant(
        "what ran out long ago is not taken up",
        f"{MOOD}/choices.py",
        "or left <= -STILL_DUE",
        "",
        "choices",
    ),
    Mutant(
        "time alone stores nothing",
        f"{MOOD}/choices.py",
        "abs(before.mood_left - dt - now.mood_left) < _SAME",
        "before.mood_left == now.mood_left",
        "choices",
    ),
    Mutant(
        "a timer set anew is stored",
        f"{MOOD}/choices.py",
        "return untimed == now and mood and abs(before.sleep_left - dt - now.sleep_left) < _SAME",
        "return untimed == now and mood",
        "choices",
    ),
    Mutant(
        "the end of a timer is stored",
        f"{MOOD}/choices.py",
        "and before.sleep_left is now.sleep_left",
        "",
        "choices",
    ),
    Mutant(
        "an alarm ends the sleep timer",
        f"{MOOD}/requests.py",
        "overruled(replace(session, sleep=None))",
        "overruled(session)",
        "evening",
    ),
    Mutant(
        "an alarm while music plays is no louder",
        f"{MOOD}/requests.py",
        "    if plays_on(session):\n        return held(session, emotion)\n",
        "",
        "evening",
    ),
    Mutant(
        "an open eye is not opened",
        f"{MOOD}/requests.py",
        "if session.eye is not EyeState.CLOSED:\n        return session, ()\n",
        "",
        "requests",
    ),
)


def survives(mutant: Mutant, folder: Path) -> bool:
    """Return whether the tests pass in spite of `mutant`."""
    source = (ROOT / "device" / mutant.file).read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        sys.exit(f"{mutant.file} has {source.count(mutant.old)} times: {mutant.old!r}")
    broken = folder / mutant.file
    broken.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
    tests = [f"tests/unit/mood/test_mood_{name}.py" for name in mutant.tests.split()]
    paths = os.pathsep.join([str(folder), str(ROOT / "tests")])
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-qxo",
            f"pythonpath={folder} tests",
            "-p",
            "no:cacheprovider",
            *tests,
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    broken.write_text(source, encoding="utf-8")
    return run.returncode == 0


def main() -> int:
    """Try every mutant; return 1 if one survives."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    alive = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(
            ROOT / "device" / "mien", folder / "mien", ignore=shutil.ignore_patterns("__pycache__")
        )
        for mutant in MUTANTS:
            if word in f"{mutant.rule} {mutant.file} {mutant.tests}":
                lives = survives(mutant, folder)
                alive += lives
                sys.stdout.write(f"{'SURVIVES' if lives else 'killed  '}  {mutant.file}: {mutant.rule}\n")
                sys.stdout.flush()
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
