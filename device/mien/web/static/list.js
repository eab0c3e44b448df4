// A list of any length: only the rows on the screen exist, and only the pages around them are kept.
import { h } from "./dom.js";

const PAGE = 100, KEPT = 8, AROUND = 6, AHEAD = 40, REM = 4;

// `load(begin, count)` answers { items, total }; `row(item, index)` a list item's children and, if it likes, its class.
export function endless(box, row) {
  let load = null, total = 0, pages = new Map(), rows = new Map(), round = 0, due = 0, asking = 0, near = [];
  const height = () => REM * parseFloat(getComputedStyle(document.documentElement).fontSize);

  const item = (index) => pages.get(Math.floor(index / PAGE))?.items?.[index % PAGE];

  async function fetchPage(number) {
    if (pages.has(number)) return;
    pages.set(number, {});
    const mine = round;
    const answer = await load(number * PAGE, PAGE).catch(() => null);
    if (mine !== round) return; // a later search has begun
    if (!answer) { // the speaker may want us to slow down
      pages.delete(number);
      setTimeout(soon, 1000);
      return;
    }
    pages.set(number, { items: answer.items });
    resize(answer.total);
    for (const [index, node] of rows) if (Math.floor(index / PAGE) === number) { node.remove(); rows.delete(index); }
    draw();
  }

  function resize(count) {
    total = count;
    box.style.height = `${count * REM}rem`;
  }

  function draw() {
    due = 0;
    if (!load || !box.offsetParent) return;
    const tall = height(), from = -box.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(from / tall) - AROUND), last = Math.min(total, Math.ceil((from + innerHeight) / tall) + AROUND);
    for (const [index, node] of rows) {
      const focused = node.contains(document.activeElement); // who reads by keyboard keeps their place
      if ((index < first || index >= last) && !focused) { node.remove(); rows.delete(index); }
    }
    for (let index = first; index < last; index++) if (!rows.has(index)) put(index);
    near = [Math.max(0, first - AHEAD), Math.max(0, Math.min(total, last + AHEAD) - 1)].map((index) => Math.floor(index / PAGE));
    // Some eight times a second, so that a fling through a large library is not refused.
    if (total) asking ||= setTimeout(() => { asking = 0; near.forEach(fetchPage); }, 120);
    for (const number of pages.keys()) if (pages.size > KEPT && Math.abs(number - near[0]) > KEPT / 2) pages.delete(number);
  }

  function put(index) {
    const found = item(index);
    const node = h("li", { style: { "--index": index }, "aria-setsize": total, "aria-posinset": index + 1 });
    if (found) {
      const { children, kind = "" } = row(found, index);
      node.className = kind;
      node.append(...children.filter(Boolean));
    } else node.className = "waiting";
    const after = [...rows.keys()].filter((other) => other > index).sort((a, b) => a - b)[0];
    box.insertBefore(node, after === undefined ? null : rows.get(after)); // in the order in which Tab goes
    rows.set(index, node);
  }

  const soon = () => { due ||= requestAnimationFrame(draw); };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);

  return {
    // Shows another list, or the same one anew; `keep` leaves the old rows until the new ones are there.
    async show(source, keep = false) {
      if (!keep) this.clear();
      const mine = round += 1;
      load = source;
      const first = keep ? Math.max(0, Math.floor(-box.getBoundingClientRect().top / height() / PAGE)) : 0;
      const answer = await source(first * PAGE, PAGE);
      if (mine !== round) return null;
      pages = new Map([[first, { items: answer.items }]]);
      const held = [...rows].find(([, node]) => node.contains(document.activeElement));
      const again = held && document.activeElement.getAttribute("data-again");
      for (const node of rows.values()) node.remove();
      rows = new Map();
      resize(answer.total);
      draw();
      if (again) box.querySelector(`[data-again="${CSS.escape(again)}"]`)?.focus();
      return answer;
    },
    clear() {
      round += 1;
      clearTimeout(asking);
      asking = 0;
      load = null;
      pages = new Map();
      for (const node of rows.values()) node.remove();
      rows = new Map();
      resize(0);
    },
    redraw: soon,
    total: () => total,
    at: item,
    // Shows a row in another place, before the speaker has said that it is there.
    move(from, to) {
      const one = item(from), step = Math.sign(to - from);
      const put = (index, value) => { pages.get(Math.floor(index / PAGE)).items[index % PAGE] = value; };
      for (let index = from; index !== to; index += step) put(index, item(index + step));
      put(to, one);
      for (const [index, node] of rows) if (index >= Math.min(from, to) && index <= Math.max(from, to)) { node.remove(); rows.delete(index); }
      draw();
    },
    indexAt: (y) => Math.max(0, Math.min(total - 1, Math.floor((y - box.getBoundingClientRect().top) / height()))),
    height,
  };
}
