"""From a mood to songs, and from songs to MPD's queue.

How it is put together (in app.py; nothing here knows a configuration):

    player = Link(lambda: MpdPlayer.connected("/run/mpd/socket", password=None))       # link.py, mpd.py
    rules = read_rules(text, shipped_genres(), base=default_rules())                   # rules.py, genres.py
    settings = DjSettings(ahead=3, manners=Manners(crossfade=3), seed=day_number)      # dj.py, player.py
    dj = Dj(player, rules, settings, tell=heard_news, leaning=leaning_now)             # dj.py
    asyncio.create_task(dj.run())     # connects, follows the player, keeps the queue filled; ends by close
    await dj.perform(wish)            # any Wish of mood.wishes; those that are not of music are left alone
    dj.now()                          # Now: playing, song (entry, pick), upcoming, wanted, trouble, away
    await player.close()

- `MpdPlayer.connected(address, password)`: a socket's path or HOST:PORT. `player.away`: why it is away.
- `tell` gets News (news.py): PlayerChanged, SongBegan, QueueChanged (each with `.now`), Trouble(sentence).
  For the session: `PlayerSaid(None if now.away else now.status(), at)` on every PlayerChanged.
- `leaning()` says what the circumstances call for: `default_table().leaning(Circumstances(hour, weekday,
  company, light))` of context.py; leave it out and they do not matter.
- `Queued.pick` is None for what the owner queued; `pick.why()` is the reason as a sentence.
- `rank(library, moment, taste, top) -> Ranking` of rank.py chooses songs without a player.
- `PrivateMpd(folder, music, stream=None).running()` of private_mpd.py: an MPD of one's own, for demo and
  tests; `async with` it for a player, or use `start`, `answering`, `stop`.
- `choose_command(asked, out, err) -> int` of choose.py: `mien choose`. `forget(player) -> int` of notes.py:
  `mien forget`. `dj.like(1.0)`: the owner likes the song at hand; `dj.obey(rules)`: other rules at once;
  `dj.chooser`: rules, library (`.unknown` tags), memory; `songs_wanted(library, wanted)` of criteria.py
  counts songs.
- `analyse_command(address, password, music_folder or None, out, err) -> int` of analyse.py: `mien library
  analyse`; needs the optional group `analyse` (soundfile) for more than WAV.
- `read_stations(text, genres)` of stations.py, for `DjSettings(stations=...)`: play while there are no songs.
- Errors: PlayerGoneError, PlayerRefusedError (player.py), RulesError (`problems`), PrivateMpdError.

Pure: song, genres, feelings, texts, library, restock, rules, context, criteria, constraints, weights,
methods, reasons, rank, memory, chooser, queue, news, troubles, stations, songfile, sound, features, replies.
With a player: player (the protocol), wire, mpd, link, deck, notes, stock, supply, dj, private_mpd, analyse;
choose, decode.
"""
