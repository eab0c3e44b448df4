// Asks the speaker to pair this browser, once a second, until it does or three minutes have passed.
import { leds } from "./dom.js";

const button = document.getElementById("ask");
const says = document.getElementById("says");
const GIVE_UP = 180;
const SAID = {
  closed: "Now hold the pair button on the speaker for three seconds.",
  wait: "The speaker has found you. One moment…",
  crowded: "Another browser asked at the same time, so neither was paired. Close the other one, then try again.",
};

leds(document.getElementById("ring"));

// A link from elsewhere arrives without the cookie (SameSite=Strict); a request of our own has it, and gets the
// other page. To ask the API would leave a 401 on the console of everybody who isn't paired yet.
const front = await fetch("/", { cache: "no-store" }).then((answer) => answer.text()).catch(() => "");
if (front.includes("/app.js")) location.replace("/");

async function ask() {
  const response = await fetch("/api/v1/pairing", { method: "POST" })
    .catch(() => { throw new Error("Can't reach the speaker."); });
  if (response.status === 429) return "closed";
  if (!response.ok) throw new Error((await response.json()).detail);
  return (await response.json()).answer;
}

button.addEventListener("click", async () => {
  button.disabled = true;
  document.body.dataset.mood = "pairing";
  let heard = false;
  for (let second = 0; second < GIVE_UP; second++) {
    let answer = "";
    try {
      answer = await ask();
      says.textContent = SAID[answer] ?? "";
    } catch (wrong) {
      says.textContent = wrong.message;
    }
    if (answer === "admitted") return location.replace("/");
    if (answer === "crowded") break;
    heard ||= answer === "wait";
    await new Promise((done) => setTimeout(done, 1000));
  }
  if (!says.textContent.startsWith("Another")) says.textContent = "The pair button wasn't held. Try again when you're ready.";
  delete document.body.dataset.mood;
  button.disabled = false;
});
button.disabled = false; // pressed before, it would have done nothing
