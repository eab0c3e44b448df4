"""From a mood to songs, and from songs to MPD's queue.

    song.py        a song, and a pick: a song with the reasons for it
    library/       the songs, as arrays; genres, mood tags, stations
    selection/     which of them fit a mood, and why; pure
    audio/         what a song sounds like, from its samples
    player/        the `Player` protocol, MPD as a player, and a fake one
    dj/            keeps a player's queue filled with songs that fit the mood

How the parts are put together (mien.app does it; nothing here knows the configuration):

    player = ReconnectingPlayer(lambda: MpdPlayer.connected("/run/mpd/socket"))
    rules = read_rules(text, shipped_genres(), default_rules())
    dj = Dj(player, rules, DjSettings(seed=day), tell=on_music_event, preference=ask_circumstances)
    asyncio.create_task(dj.run())     # connects, follows the player, keeps the queue filled; ends by close
    await dj.perform(wish)            # any wish of mien.mood.wishes; ignores those that aren't about music
    dj.now()                          # MusicState: playing, song, upcoming, target, problem, away
    await player.close()

What frontends use of a `Dj`:

- `now()`, and `tell`, which is called with PlayerChanged, SongBegan, PositionChanged, QueueChanged or
  MusicProblem. `now().position.elapsed_at(moment)`: where the song is.
- `library`, `rules`, `reading`, `can_undo`: the current state. `preview()`: what would play under other
rules.
- `perform(wish)`, `use_rules(rules)`: change what plays.
- `owner`: the owner's direct requests, each with an answer: `enqueue`, `move`, `remove`, `seek`,
  `say` (a like), `more_like`, `save`, `forget` and others.

Without a player, `rank(library, moment, config, top)` chooses songs. Without MPD, `FakePlayer` plays them, in
silence. Without an MPD of the owner's, `PrivateMpd` runs one in a folder of its own.
"""
