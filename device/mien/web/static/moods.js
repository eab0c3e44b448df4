// The words for each mood. The faces are in drawings.js, the colours in app.css, under the same names as on the ring.
const MOODS = {
  happy: "Happy", surprised: "Surprised", neutral: "Neutral", sad: "Sad", fearful: "Afraid", angry: "Angry", disgusted: "Disgusted",
  nobody: "Nobody here", unsure: "Not sure", closed: "Camera off", gone: "Camera unavailable",
};
export const EMOTIONS = ["happy", "surprised", "neutral", "sad", "fearful", "angry", "disgusted"];
export const word = (name) => MOODS[name] ?? name;

export function sureness(confidence) {
  if (confidence >= 0.8) return "Very likely";
  if (confidence >= 0.6) return "Likely";
  return "Possibly";
}

// Where the moods lie: how pleasant, how lively (mien/mood/emotion.py says the same; a test compares).
export const PLACES = {
  angry: [-0.6, 0.7], disgusted: [-0.7, 0.3], fearful: [-0.6, 0.6], happy: [0.8, 0.4],
  neutral: [0, 0], sad: [-0.7, -0.5], surprised: [0.2, 0.8],
};

export const POLICIES = {
  match: "Music that fits how you feel.",
  lift: "Sad or angry? Music to lift your mood.",
  ramp: "Starts where you are and gently lifts you, song by song.",
};
