// The list of stations: a button each, under the heading of its kind; what is not wanted is hidden.

import { isWanted } from "./rules.js";

/** @typedef {import("../stations").PageStation} PageStation */

/** @type {Record<PageStation["kind"], string>} */
const headings = { national: "National", local: "Local", webradio: "Web radio" };

const svg = "http://www.w3.org/2000/svg";

/** @param {string} id of a symbol of the page */
function icon(id) {
  const image = document.createElementNS(svg, "svg");
  image.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `#${id}`);
  image.append(use);
  return image;
}

export class StationList {
  /** @type {Map<string, { station: PageStation, button: HTMLButtonElement }>} */
  #entries = new Map();
  /** @type {HTMLElement[]} */
  #sections = [];

  /**
   * @param {HTMLElement} place
   * @param {PageStation[]} stations
   * @param {(station: PageStation) => void} pressed
   */
  constructor(place, stations, pressed) {
    for (const [kind, heading] of Object.entries(headings)) {
      const some = stations.filter((station) => station.kind === kind);
      if (some.length > 0) this.#sections.push(this.#section(heading, some, pressed));
    }
    place.replaceChildren(...this.#sections);
    place.addEventListener("keydown", (event) => this.#walk(event));
    this.#stopAt(this.#shown()[0]);
  }

  /** @param {string} heading @param {PageStation[]} stations @param {(station: PageStation) => void} pressed */
  #section(heading, stations, pressed) {
    const section = document.createElement("section");
    const title = document.createElement("h2");
    title.textContent = heading;
    const list = document.createElement("ul");
    list.append(...stations.map((station) => this.#entry(station, pressed)));
    section.append(title, list);
    return section;
  }

  /** @param {PageStation} station @param {(station: PageStation) => void} pressed */
  #entry(station, pressed) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const name = document.createElement("span");
    button.type = "button";
    button.dataset["station"] = station.id;
    button.setAttribute("aria-pressed", "false");
    button.tabIndex = -1;
    name.textContent = station.displayName;
    button.append(icon("play"), icon("stop"), name);
    button.addEventListener("click", () => pressed(station));
    button.addEventListener("focus", () => this.#stopAt(button));
    item.append(button);
    this.#entries.set(station.id, { station, button });
    return item;
  }

  /** @returns {HTMLButtonElement[]} in the order of the page */
  #shown() {
    return [...this.#entries.values()].map(({ button }) => button).filter((button) => !button.closest("[hidden]"));
  }

  /** One stop for the Tab key, wherever the arrows left it. @param {HTMLButtonElement | undefined} button */
  #stopAt(button) {
    for (const each of this.#entries.values()) each.button.tabIndex = each.button === button ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = this.#shown();
    const here = shown.findIndex((button) => button === document.activeElement);
    if (here < 0) return;
    /** @type {Record<string, number>} */
    const steps = {
      ArrowDown: here + 1,
      ArrowRight: here + 1,
      ArrowUp: here - 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    shown[Math.min(Math.max(next, 0), shown.length - 1)]?.focus();
  }

  /** @param {string} query @param {string} kind @returns {PageStation[]} what is shown now */
  filter(query, kind) {
    const wanted = [];
    for (const { station, button } of this.#entries.values()) {
      const shows = isWanted(station, query, kind);
      if (button.parentElement) button.parentElement.hidden = !shows;
      if (shows) wanted.push(station);
    }
    for (const section of this.#sections) section.hidden = !section.querySelector("li:not([hidden])");
    const shown = this.#shown();
    if (!shown.some((button) => button.tabIndex === 0)) this.#stopAt(shown[0]);
    return wanted;
  }

  /** @param {string | undefined} id which station is chosen @param {boolean} on whether it plays, or tries to */
  mark(id, on) {
    for (const [each, { button }] of this.#entries) {
      button.classList.toggle("chosen", each === id);
      button.setAttribute("aria-pressed", String(each === id && on));
    }
  }
}
