"""Moments of the demo to show, for tests."""

from dataclasses import replace

from mien.demo.preparation import Preparation
from mien.demo.view import SongView, View
from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.glance import Face, Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.panel.ring_patterns import MOODS, ring_colours

KEY_POINTS = {
    "left_eye": (344.0, 234.0),
    "right_eye": (295.0, 234.0),
    "left_eye_outer": (355.0, 234.0),
    "left_eye_inner": (332.0, 235.0),
    "right_eye_outer": (284.0, 234.0),
    "right_eye_inner": (306.0, 235.0),
    "left_brow_outer": (364.0, 223.0),
    "left_brow_middle": (350.0, 216.0),
    "left_brow_inner": (330.0, 217.0),
    "right_brow_outer": (274.0, 223.0),
    "right_brow_middle": (288.0, 215.0),
    "right_brow_inner": (308.0, 217.0),
    "nose": (319.0, 266.0),
    "mouth_left": (348.0, 281.0),
    "mouth_right": (291.0, 281.0),
    "mouth_top": (319.0, 279.0),
    "mouth_bottom": (320.0, 298.0),
}
"""Of a happy face."""
BOX = (261.0, 190.0, 115.0, 138.0)
SCORES = {emotion: 0.94 if emotion is Emotion.HAPPY else 0.01 for emotion in Emotion}
FACE = Face(0, BOX, 1.0, SCORES, key_points=KEY_POINTS)
LONG = "a sentence that is far too long for any line of any terminal that anybody has, " * 5


def display(settled: MoodName, moment: MoodName | None = None, eye: EyeState = EyeState.OPEN) -> DisplayState:
    """Return what the speaker shows in a mood."""
    now = settled if moment is None else moment
    return DisplayState(Mood(now, confidence=0.7), Mood(settled, confidence=0.9), Policy.MATCH, eye=eye)


HAPPY = View(
    at=12.0,
    left=98.0,
    glance=Glance(0.0, (FACE,)),
    shown=display(Emotion.HAPPY),
    ring=ring_colours(MOODS[Emotion.HAPPY], 1.3, 16),
    playing=SongView("Golden Rivers", "Odd Numbers", "Pop", "Upbeat pop for a happy mood."),
    queued=("Quiet Mornings", "Paper Lanterns"),
    wanted=("upbeat pop", "dance", "energetic", "disco"),
)
BEGINNING = View(steps=Preparation(songs=0.4).steps, left=120.0)
NOBODY = replace(HAPPY, glance=Glance(0.0), shown=display(Absence.NOBODY), playing=SongView(), queued=())
CHANGING = replace(HAPPY, shown=display(Emotion.HAPPY, Absence.UNSURE))
WITHOUT_CAMERA = replace(
    HAPPY, glance=None, shown=display(Absence.UNSURE, eye=EyeState.GONE), eye_problem=LONG, is_reel=False
)
WORDY = replace(HAPPY, playing=SongView(LONG, LONG, LONG, LONG), queued=(LONG, LONG), wanted=(LONG,) * 3)
ALL = (View(), BEGINNING, HAPPY, NOBODY, CHANGING, WITHOUT_CAMERA, WORDY)
