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
        f"{MOOD}/filter.py",
        "min(1.0, dt / READING_LASTS)",
        "0.6",
        "estimate room",
    ),
    Mutant(
        "a gap is no evidence",
        f"{MOOD}/filter.py",
        "min(1.0, dt / READING_LASTS)",
        "dt / READING_LASTS",
        "estimate room",
    ),
    Mutant(
        "a poor face counts little",
        f"{MOOD}/filter.py",
        "min(1.0, max(0.0, (face.quality - 0.2) / 0.4))",
        "1.0",
        "estimate room",
    ),
    Mutant(
        "a face with a reason counts less",
        f"{MOOD}/filter.py",
        "by_quality * 0.3 if face.why_low",
        "by_quality if face.why_low",
        "estimate",
    ),
    Mutant("no score is ever sure", f"{MOOD}/filter.py", "(DOUBT + p)", "(0.0 + p)", "estimate"),
    Mutant(
        "no belief becomes a conviction",
        f"{MOOD}/filter.py",
        "if due < TRANSITION_EVERY:",
        "if due < 1e9:",
        "estimate",
    ),
    # The face at rest.
    Mutant("a resting face is learnt", f"{MOOD}/baseline.py", "(LEARNS if", "(0.0 if", "baseline"),
    Mutant(
        "it is kept while out of sight",
        f"{MOOD}/filter.py",
        "belief.late, belief.resting)",
        "belief.late)",
        "baseline",
    ),
    Mutant("it is unlearnt", f"{MOOD}/baseline.py", "else -LEARNS)", "else 0.0)", "baseline"),
    Mutant(
        "a plain look teaches nothing",
        f"{MOOD}/baseline.py",
        "if max(scores.values()) > PLAIN * scores[Emotion.NEUTRAL]:",
        "if False:",
        "baseline",
    ),
    Mutant(
        "what is taken off is bounded", f"{MOOD}/baseline.py", "min(USUAL + MOST, ", "min(1e9, ", "baseline"
    ),
    Mutant(
        "a usual face is not touched",
        f"{MOOD}/baseline.py",
        "max(0.0, resting.sad - USUAL)",
        "1.0",
        "baseline",
    ),
    Mutant(
        "anger is learnt too", f"{MOOD}/baseline.py", "kept[Emotion.ANGRY] *= exp(-off_angry)", "", "baseline"
    ),
    # Hysteresis, hold and rest.
    Mutant(
        "a lead needs its certainty", f"{MOOD}/hysteresis.py", ">= needed(", ">= 0.0 * needed(", "hysteresis"
    ),
    Mutant("neutral needs less", f"{MOOD}/hysteresis.py", "patience.ease if", "0.0 if", "hysteresis"),
    Mutant("a plain room needs less", f"{MOOD}/hysteresis.py", "certain - trusted", "certain", "hysteresis"),
    Mutant("certainty is the most", f"{MOOD}/hysteresis.py", "max(0.0, 1.0 -", "(1.0 -", "hysteresis"),
    Mutant("a feint makes warier", f"{MOOD}/hysteresis.py", "None, wary + 1.0", "None, wary", "hysteresis"),
    Mutant("a rival overtaken feinted", f"{MOOD}/hysteresis.py", "best is not rising or", "", "hysteresis"),
    Mutant(
        "a feint is forgotten",
        f"{MOOD}/hysteresis.py",
        "held.wary * exp(-dt / REMEMBERED)",
        "held.wary",
        "hysteresis",
    ),
    Mutant(
        "the answer does not tempt", f"{MOOD}/hysteresis.py", " and best is not held.name:", ":", "hysteresis"
    ),
    Mutant(
        "the first mood does not tempt",
        f"{MOOD}/hysteresis.py",
        "isinstance(held.name, Emotion) and best",
        "best",
        "hysteresis",
    ),
    Mutant(
        "what was learnt stays",
        f"{MOOD}/hysteresis.py",
        "HysteresisState(lead, at, wary=held.wary)",
        "HysteresisState(lead, at)",
        "hysteresis",
    ),
    Mutant("doubt is unsure", f"{MOOD}/hysteresis.py", "< patience.doubt else", "< 0.0 else", "hysteresis"),
    Mutant("a lead must last", f"{MOOD}/hysteresis.py", "led < hold or", "led < 0.0 or", "hysteresis"),
    Mutant(
        "a break begins anew",
        f"{MOOD}/hysteresis.py",
        "return HysteresisState(held.name, held.since, None, 0.0, rest",
        "return HysteresisState(held.name, held.since, held.rival, held.rival_for, rest",
        "hysteresis",
    ),
    Mutant(
        "another's lead does not count",
        f"{MOOD}/hysteresis.py",
        "held.rival_for + dt if lead is held.rival else 0.0",
        "held.rival_for + dt",
        "hysteresis",
    ),
    Mutant("after a change, a rest", f"{MOOD}/hysteresis.py", "or rest > 0.0", "", "hysteresis"),
    Mutant(
        "the rest goes by", f"{MOOD}/hysteresis.py", "max(0.0, held.rest - dt)", "held.rest", "hysteresis"
    ),
    Mutant(
        "doubt must last longer",
        f"{MOOD}/hysteresis.py",
        "patience.unsure_hold if",
        "patience.hold if",
        "hysteresis",
    ),
    # Several faces.
    Mutant(
        "faces are taken largest first",
        f"{MOOD}/room.py",
        "sorted(faces, key=lambda f: (-f.box[2] * f.box[3], f.box, f.track))",
        "faces",
        "room estimate",
    ),
    Mutant(
        "who outweighs takes over",
        f"{MOOD}/room.py",
        "> OUTWEIGHS * main.weight",
        "> 1e9 * main.weight",
        "room",
    ),
    Mutant(
        "two alike do not change places",
        f"{MOOD}/room.py",
        "> OUTWEIGHS * main.weight",
        "> main.weight",
        "room",
    ),
    Mutant("who turns away keeps the place", f"{MOOD}/room.py", "listener.away + dt >= AWAY", "True", "room"),
    Mutant(
        "who left is forgotten", f"{MOOD}/room.py", "listener.away + dt >= AWAY", "False", "room estimate"
    ),
    Mutant(
        "who cannot be read weighs little",
        f"{MOOD}/room.py",
        "* max(LEAST_HEED, legible)",
        "",
        "room estimate",
    ),
    Mutant("a look away is forgiven", f"{MOOD}/room.py", "(LEAST_HEED, legible)", "(0, trusted)", "room"),
    Mutant(
        "the nearest is the heir", f"{MOOD}/room.py", "return min(new, key", "return max(new, key", "room"
    ),
    Mutant(
        "an eye anew counts anew", f"{MOOD}/room.py", "track=LOST)", "track=listener.track)", "room session"
    ),
    Mutant("the dark is not empty", f"{MOOD}/room.py", "0.0 if dark else", "", "room session"),
    Mutant(
        "a lost track is taken over", f"{MOOD}/room.py", "and _same_place(", "and not _same_place(", "room"
    ),
    Mutant("who is there is nobody's heir", f"{MOOD}/room.py", "face.track not in known and ", "", "room"),
    Mutant("a crowd is bounded", f"{MOOD}/room.py", "[:MAX_FACES]", "", "room"),
    Mutant(
        "a late glance changes nothing", f"{MOOD}/room.py", "if dt <= 0.0:", "if dt < 0.0:", "room estimate"
    ),
    Mutant("an old glance is a new clock", f"{MOOD}/room.py", "if dt < -LATE:", "if dt < -1e9:", "room"),
    Mutant("what the room felt is half believed", f"{MOOD}/room.py", "(p + q) / 2.0", "p", "room"),
    Mutant(
        "what the room felt fades",
        f"{MOOD}/room.py",
        "room.felt if listeners else decayed(room.felt, dt, RECALLED)",
        "room.felt",
        "room",
    ),
    Mutant(
        "a gap is no empty room",
        f"{MOOD}/room.py",
        "else min(dt, MOST_WEIGHED))",
        "else dt)",
        "room",
    ),
    Mutant("the outvoted do not count", f"{MOOD}/room.py", "if votes.count(vote) == most", "", "room"),
    Mutant("the unread have no vote", f"{MOOD}/room.py", "return readable or", "return", "room"),
    Mutant(
        "who sits in the dark is not known to be gone",
        f"{MOOD}/estimate.py",
        "elif sight.dark and held.name is not Absence.NOBODY:",
        "elif sight.dark:",
        "estimate",
    ),
    Mutant("who passes starts no music", f"{MOOD}/session.py", "or not stays", "", "session"),
    Mutant("the dark is left longer", f"{MOOD}/session.py", "1.0 / DARK_LASTS", "1.0", "session"),
    # The two answers.
    Mutant(
        "an emotion leads only while it is seen",
        f"{MOOD}/estimate.py",
        "if sight.fresh or",
        "if True or",
        "estimate",
    ),
    Mutant(
        "a face unread leaves the moment unsure", f"{MOOD}/estimate.py", "< LEAST_READ", "< -1.0", "estimate"
    ),
    Mutant(
        "an empty room is nobody",
        f"{MOOD}/estimate.py",
        "if sight.empty >= patience.gone:",
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
        "if session.eye is not EyeState.OPEN:",
        "if False:",
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
        "volume has its ends",
        f"{MOOD}/requests.py",
        "min(100, max(0, ask.percent))",
        "ask.percent",
        "requests",
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
