// The page: wires the stations, the player and what is shown of it. Decisions are in rules.js, playing in player.js.

import { StationList } from "./list.js";
import { Player } from "./player.js";
import { choices, clockError, duration } from "./rules.js";
import { usableHls } from "./sources.js";

/** @typedef {import("../stations").PageStation} PageStation */

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html: #${id} is not a ${kind.name}`);
  return found;
}

const audio = element("audio", HTMLAudioElement);
const toggle = element("toggle", HTMLButtonElement);
const quality = element("quality", HTMLSelectElement);
const query = element("query", HTMLInputElement);
const message = element("message", HTMLElement);

/** @type {import("./rules.js").Abilities} */
const able = {
  hlsJs: usableHls() !== undefined,
  nativeHls: audio.canPlayType("application/vnd.apple.mpegurl") !== "",
  plays: (contentType) => audio.canPlayType(contentType) !== "",
};

/** @type {PageStation | undefined} */
let chosen;
/** @type {StationList | undefined} */
let list;
const player = new Player(audio, show);

/** @param {HTMLElement} place @param {string} text written only where it changes: who reads aloud reads once */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @type {Record<import("./player.js").Status, string>} */
const statuses = { stopped: "Stopped", connecting: "Connecting", playing: "On air", waiting: "Interrupted" };

/** Shows what is so, whatever changed. */
function show() {
  const on = player.status !== "stopped";
  document.body.dataset["status"] = player.status;
  list?.mark(chosen?.id, on);
  toggle.disabled = !chosen || !player.choice;
  toggle.setAttribute("aria-label", `${on ? "Stop" : "Play"}${chosen ? ` ${chosen.displayName}` : ""}`);
  write(element("name", HTMLElement), chosen?.displayName ?? "Choose a station");
  const adapting = player.choice?.id === "auto" ? player.sounding() : undefined;
  const status = `${statuses[player.status]}${on && adapting ? `, ${adapting}` : ""}`;
  write(element("status", HTMLElement), chosen ? status : "");
  tell(player.song());
  write(message, player.message());
  message.hidden = player.message() === "";
  const least = player.choice?.direct && on ? "at least " : "";
  write(element("latency", HTMLElement), `${least}${duration(player.latency())}`);
  write(element("buffer", HTMLElement), on ? duration(player.buffered()) : "—");
}

/** @param {PageStation} station */
function choose(station) {
  const options = choices(station, able);
  const before = quality.value;
  chosen = station;
  const groups = [
    { label: "Adaptive (HLS)", some: options.filter(({ direct }) => !direct) },
    { label: "Direct (Icecast)", some: options.filter(({ direct }) => direct) },
  ].filter(({ some }) => some.length > 0);
  quality.replaceChildren(
    ...groups.map(({ label, some }) => {
      const group = document.createElement("optgroup");
      group.label = label;
      group.append(...some.map((option) => new Option(option.label, option.id)));
      return group;
    }),
  );
  // The listener's quality goes along to the next station, where that has it.
  const choice = options.find(({ id }) => id === before) ?? options[0];
  if (choice) quality.value = choice.id;
  quality.disabled = !choice;
  history.replaceState(null, "", `#${station.id}`);
  describe(station, "");
  return choice;
}

/** @param {string} song shown where it changes, also by the system: lock screen, media keys */
function tell(song) {
  const place = element("song", HTMLElement);
  if (place.textContent === song) return;
  place.textContent = song;
  if (chosen) describe(chosen, song);
}

/** @param {PageStation} station @param {string} song */
function describe({ displayName }, song) {
  document.title = `${displayName} – Live radio`;
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title: song || displayName, artist: song ? displayName : "" });
}

/** @param {PageStation} station */
function press(station) {
  if (station === chosen && player.status !== "stopped") return player.stop();
  const choice = choose(station);
  if (choice) return player.play(station.id, choice);
  player.stop();
  player.choice = undefined;
  player.trouble = "unsupported";
  show();
}

function filter() {
  if (!list) return;
  const kind = new FormData(element("filter", HTMLFormElement)).get("kind");
  const shown = list.filter(query.value, typeof kind === "string" ? kind : "all");
  const count = { 0: "No such station", 1: "1 station" }[shown.length] ?? `${shown.length} stations`;
  write(element("count", HTMLElement), count);
  return shown;
}

/** @returns {Promise<PageStation[]>} asked for until they come */
async function stations() {
  for (let pause = 1000; ; pause = Math.min(2 * pause, 15_000)) {
    try {
      const asked = Date.now();
      const answer = await fetch("stations.json", { cache: "no-cache", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(`stations.json: ${answer.status}`);
      // A stored answer has the time of its storing.
      if (!answer.headers.has("age")) player.clockError = clockError(answer.headers.get("date"), asked, Date.now());
      /** @type {unknown} */
      const told = await answer.json();
      return /** @type {import("../stations").PageStations} */ (told).stations;
    } catch {
      write(element("stations", HTMLElement), "The list of stations does not come. Trying again.");
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function begin() {
  const all = await stations();
  list = new StationList(element("stations", HTMLElement), all, press);
  // One kind alone wants no choosing between kinds.
  const kinds = new Set(all.map(({ kind }) => kind));
  for (const input of document.querySelectorAll("input[name=kind]")) {
    const { value } = /** @type {HTMLInputElement} */ (input);
    const label = input.closest("label");
    if (label)
      label.hidden = kinds.size < 2 || !(value === "all" || kinds.has(/** @type {PageStation["kind"]} */ (value)));
  }
  filter();
  const linked = all.find(({ id }) => id === decodeURIComponent(location.hash.slice(1)));
  if (linked) player.choice = choose(linked);
  show();
}

toggle.addEventListener("click", () => chosen && press(chosen));
query.addEventListener("input", filter);
element("filter", HTMLFormElement).addEventListener("change", filter);
element("filter", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const [first] = filter() ?? [];
  if (first && !(first === chosen && player.status !== "stopped")) press(first);
});
quality.addEventListener("change", () => {
  const choice = chosen && choices(chosen, able).find(({ id }) => id === quality.value);
  if (choice) player.choose(choice);
});
const volume = element("volume", HTMLInputElement);
volume.addEventListener("input", () => (audio.volume = Number(volume.value) / 100));
if ("mediaSession" in navigator) {
  navigator.mediaSession.setActionHandler("play", () => chosen && player.status === "stopped" && press(chosen));
  for (const action of /** @type {const} */ (["pause", "stop"]))
    navigator.mediaSession.setActionHandler(action, () => player.stop());
}

/** For tests and for whoever helps a listener: what the page knows, and what was heard of it. */
Object.assign(window, {
  airpath: {
    state: () => ({
      status: player.status,
      station: chosen?.id,
      choice: player.choice?.id,
      sounding: player.sounding(),
      song: player.song(),
      position: audio.currentTime,
      buffered: player.buffered(),
      trouble: player.trouble,
      message: player.message(),
      recoveries: player.recoveries,
    }),
    stalls: player.stalls,
    latency: () => player.latency(),
  },
});

void begin();
