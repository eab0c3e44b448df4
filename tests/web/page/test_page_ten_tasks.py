"""Ten things that an owner wants on the sofa: each takes three taps or fewer from the view "Now"."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from mien.mood.emotion import Emotion
from mien.mood.wishes import EyeState
from mien.web.backend import Opinion
from web.local_server import LocalServer, eventually


class Finger:
    """Taps, and counts. What isn't on the page for an owner to see can't be tapped."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, role: str, name: str, *, inside: str = "body") -> None:
        """Tap something by the name that a screen reader says."""
        self.on(self.page.locator(inside).get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def on(self, what: Locator) -> None:
        """Tap this."""
        expect(what).to_be_visible()
        what.click()
        self.taps += 1


def play_an_album(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Play an album."""
    finger.tap("link", "Library")
    finger.tap("button", "Play Jazz for")
    return lambda: server.do(server.backend.now).playing.album.startswith("Jazz for")  # type: ignore[union-attr]


def queue_a_song_after_this_one(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Queue a song after this one."""
    finger.tap("link", "Library")
    finger.tap("link", "Recently added")
    finger.on(finger.page.locator("#library-list > li").nth(1).get_by_role("button", name="next"))
    return lambda: not server.backend._line.upcoming[0].ours


def like_it(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Like the song."""
    finger.tap("button", "Like this song")
    return lambda: server.do(server.backend.now).playing.opinion is Opinion.LIKE  # type: ignore[union-attr]


def find_out_why_it_plays(_server: LocalServer, finger: Finger) -> Callable[[], object]:
    """See why it plays, with its numbers."""
    expect(finger.page.locator("#why")).to_contain_text("mood")
    finger.on(finger.page.get_by_text("How it was chosen"))
    return finger.page.locator("#reasons li").first.is_visible


def undo_a_skip(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Skip, then undo that."""
    first = finger.page.locator("#song-title").inner_text()
    finger.page.get_by_role("button", name="Skip this song").click()
    finger.tap("button", "Undo skip")
    return lambda: server.do(server.backend.now).playing.title == first  # type: ignore[union-attr]


def fall_asleep_to_it(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Set the sleep timer."""
    finger.tap("button", "Sleep timer")
    finger.tap("button", "30 minutes")
    return lambda: server.do(server.backend.now).sleep_left


def change_what_sad_plays(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Take a genre out of what sad plays."""
    finger.tap("link", "What plays for each mood")
    finger.on(finger.page.locator("#rule-moods label", has_text="Sad"))
    finger.tap("button", "Remove Ballad")
    return lambda: "Ballad" not in server.backend.rules_text


def camera_off_and_on(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Turn the camera off; on again, at the speaker, as the page says."""
    finger.tap("button", "Turn off camera")
    finger.tap("button", "Turn it off")
    eventually(lambda: server.do(server.backend.now).shown.eye is EyeState.CLOSED)
    expect(finger.page.locator("#mood-line")).to_contain_text("Turn it on at the speaker")
    server.do(server.backend.open_eye)
    return lambda: finger.page.locator("#mood-word").inner_text() != "Camera off"


def let_a_friend_in(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Find out how a friend gets in."""
    finger.tap("link", "Settings")
    finger.tap("button", "Let a friend in")
    expect(finger.page.locator("#sheet").get_by_role("button")).to_have_text(["Done"])  # nothing to cancel
    return lambda: server.backend.called[0] in finger.page.get_by_role("dialog").inner_text()


def save_the_queue(server: LocalServer, finger: Finger) -> Callable[[], object]:
    """Save the queue as a playlist."""
    finger.tap("link", "Queue", inside="nav")
    finger.tap("button", "Save as playlist")
    finger.tap("button", "Save", inside="#naming")
    return lambda: server.backend.collection.playlists


TASKS = (
    (play_an_album, 2),
    (queue_a_song_after_this_one, 3),
    (like_it, 1),
    (find_out_why_it_plays, 1),
    (undo_a_skip, 1),
    (fall_asleep_to_it, 2),
    (change_what_sad_plays, 3),
    (camera_off_and_on, 2),
    (let_a_friend_in, 2),
    (save_the_queue, 3),
)


@pytest.mark.parametrize(("task", "taps"), TASKS, ids=lambda each: getattr(each, "__name__", ""))
def test_it_takes_three_taps_or_fewer(
    server: LocalServer, page: Page, task: Callable[[LocalServer, Finger], Callable[[], object]], taps: int
) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    finger = Finger(page)

    eventually(task(server, finger))
    assert finger.taps == taps
    assert finger.taps <= 3
