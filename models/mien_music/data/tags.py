"""The tags that the borrowed networks were taught, in the order of their outputs."""

MSD = (
    *("rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s"),
    *("alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul"),
    *("indie rock", "Mellow", "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies"),
    *("blues", "hard rock", "ambient", "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop"),
    *("70s", "party", "country", "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal"),
    *("Progressive rock", "60s", "rnb", "indie pop", "sad", "House", "happy"),
)
MTT = (
    *("guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano"),
    *(
        "ambient",
        "beat",
        "violin",
        "vocal",
        "synth",
        "female",
        "indian",
        "opera",
        "male",
        "singing",
        "vocals",
    ),
    *("no vocals", "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft"),
    *("sitar", "solo", "man", "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal"),
    *("beats", "harp", "cello", "no voice", "weird", "country", "metal", "female voice", "choral"),
)
TAGS = tuple(f"msd:{tag}" for tag in MSD) + tuple(f"mtt:{tag}" for tag in MTT)

_MSD_SHARES = (
    *(0.42, 0.29, 0.23, 0.20, 0.19, 0.18, 0.14, 0.13, 0.13, 0.12, 0.11, 0.11, 0.11, 0.10, 0.10, 0.095, 0.093),
    *(0.09, 0.087, 0.085, 0.082, 0.08, 0.078, 0.077, 0.076, 0.073, 0.07, 0.068, 0.066, 0.064, 0.063, 0.062),
    *(0.061, 0.06, 0.059, 0.058, 0.057, 0.056, 0.055, 0.053, 0.052, 0.05, 0.05, 0.048, 0.047, 0.046, 0.044),
    *(0.043, 0.042, 0.042),
)
_MTT_SHARES = (
    *(0.19, 0.165, 0.137, 0.114, 0.105, 0.10, 0.097, 0.092, 0.089, 0.08, 0.076, 0.074, 0.07, 0.067, 0.066),
    *(0.057, 0.054, 0.05, 0.049, 0.047, 0.046, 0.045, 0.042, 0.042, 0.041, 0.039, 0.038, 0.037, 0.036, 0.036),
    *(0.035, 0.034, 0.033, 0.032, 0.031, 0.031, 0.03, 0.03, 0.029, 0.028, 0.027, 0.026, 0.025, 0.025, 0.024),
    *(0.023, 0.022, 0.021, 0.02, 0.019),
)
SHARES = (*_MSD_SHARES, *_MTT_SHARES)
"""About how much of what they were taught has each tag; both lists are sorted by it."""
