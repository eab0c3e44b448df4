"""Files that an earlier release left on a speaker's disk are still read."""

from pathlib import Path

from mien.web.access.pairing_service import PairingService, open_browser_store
from mien.web.live.timeline import SongMark, Timeline, TimelinePoint
from mien.web.live.timeline_store import TimelineStore

COOKIE = "2olOKCtFvAakDqRvkomGkyStGCncn1SiVbeg_hG2rAY"
BROWSERS = """{
 "secret": "wOlxPbqjeoU6z9XY-0ilMFLdnnLlM_28mMQKgg_tbg8",
 "browsers": [
  {
   "id": "98c6baf9871b",
   "name": "Firefox on Android",
   "address": "192.168.1.2",
   "paired": 1004.0,
   "seen": 1004.0,
   "token": "c1d02e1649d3fbbd43ce631b1910b3322db2524cccc6b1c1792c13b12612af16",
   "renewed": 1004.0,
   "coming": "",
   "agreed": true
  }
 ]
}"""
TIMELINE = (
    '{"written":5000,"hour":[[10.0,"happy",0.8,0.4]],"day":[[40.0,"closed",null,null]],'
    '"songs":[[30.0,"A","B","c.flac"]]}'
)


async def test_a_browser_that_was_paired_with_release_0_1_is_still_paired(tmp_path: Path) -> None:
    file = tmp_path / "browsers.json"
    file.write_text(BROWSERS, encoding="utf-8")
    pairing = PairingService(open_browser_store(file), clock=lambda: 0.0, wall=lambda: 1004.0)

    browser = await pairing.recognise(COOKIE)

    assert browser is not None
    assert (browser.name, browser.agreed) == ("Firefox on Android", True)


def test_a_timeline_that_release_0_1_kept_is_still_shown(tmp_path: Path) -> None:
    file = tmp_path / "timeline.json"
    file.write_text(TIMELINE, encoding="utf-8")

    assert TimelineStore(file, clock=lambda: 7.0, wall=lambda: 5000.0).read() == Timeline(
        (TimelinePoint(-3.0, "happy", 0.8, 0.4),),
        (TimelinePoint(-33.0, "closed"),),
        (SongMark(-23.0, "A", "B", "c.flac"),),
    )
