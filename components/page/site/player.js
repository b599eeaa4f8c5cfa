// One station at a time in one audio element. It notices what a listener would, and puts it right by itself.

import { inWords, recovery, songOf } from "./rules.js";
import { buffered, openElement, openHls, usableHls } from "./sources.js";

/**
 * @typedef {import("./rules.js").Choice} Choice
 * @typedef {import("./rules.js").Trouble} Trouble
 * @typedef {import("./sources.js").Source} Source
 */

/** @typedef {"stopped" | "connecting" | "playing" | "waiting"} Status */

/**
 * One interruption that was heard: `at` ISO time of its beginning, `seconds` until audio went on, `ahead` the seconds of sound that were at hand (some: the
 * browser itself stood still), `why` the last thing that was reported.
 * @typedef {{ at: string, seconds: number, ahead: number, why: string }} Stall
 */

/** How often it looks, ms. */
const glance = 250;
/** Without progress for longer than this, ms, what plays is begun anew: longer than hls.js tries, and than a relay takes to change its source. */
const patience = 12_000;
/** After as much audio, ms, earlier failures are forgiven. */
const steadyAfter = 10_000;
/** For as long, ms, it is told what was reported while audio went on. */
const toldFor = 5000;

export class Player {
  /** @type {Status} */
  status = "stopped";
  /** @type {Trouble | undefined} */
  trouble;
  /** @type {Stall[]} */
  stalls = [];
  /** How often playing was put right since the station was chosen. */
  recoveries = 0;
  /** Ms to add to the listener's clock. */
  clockError = 0;
  /** @type {string | undefined} */
  station;
  /** @type {Choice | undefined} */
  choice;

  /** @type {Source | undefined} */
  #source;
  #attempt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pending;
  /** @type {(() => void) | undefined} */
  #remedy;
  #position = 0;
  #advanced = 0;
  #steadySince = 0;
  #met = 0;
  #why = "";
  /** @type {Stall | undefined} */
  #stall;
  /** Counts what is begun: an answer to an earlier beginning says nothing about this one. */
  #turn = 0;

  /**
   * @param {HTMLAudioElement} audio
   * @param {() => void} changed called whenever something to be shown has changed
   */
  constructor(audio, changed) {
    this.audio = audio;
    this.changed = changed;
    audio.addEventListener("waiting", () => this.#starve());
    // Not by us: a key of the keyboard, a telephone call. Live audio goes on without its listener, so that this is a stop.
    audio.addEventListener("pause", () => this.status === "playing" && !audio.ended && this.stop());
    setInterval(() => this.#look(), glance);
    window.addEventListener("online", () => this.#hurry());
  }

  /** Begins at the live edge, whatever played before. @param {string} station @param {Choice} choice */
  play(station, choice) {
    if (station !== this.station) this.recoveries = 0;
    this.#close();
    this.station = station;
    this.choice = choice;
    this.#attempt = 0;
    this.#stall = undefined;
    this.trouble = undefined;
    this.#open("connecting");
  }

  stop() {
    this.#close();
    this.#stall = undefined;
    this.trouble = undefined;
    this.#turnTo("stopped");
  }

  /** Another quality of the same station, without a break where that is possible. @param {Choice} choice */
  choose(choice) {
    const plays = this.status !== "stopped";
    if (plays && this.station !== undefined && !this.#source?.take(choice)) this.play(this.station, choice);
    this.choice = choice;
    this.changed();
  }

  /** @returns {number | undefined} seconds behind live; of a direct stream, the least that it can be */
  latency() {
    return this.status === "stopped" ? undefined : this.#source?.latency(Date.now() + this.clockError);
  }

  /** @returns {number} seconds that can be played without the network */
  buffered() {
    return this.status === "stopped" ? 0 : buffered(this.audio);
  }

  /** @returns {string | undefined} the rendition that sounds, where the player chooses it: "hifi" */
  sounding() {
    return this.#source?.playing();
  }

  /** @returns {string} what plays, where the stream tells */
  song() {
    if (this.status === "stopped") return "";
    const cues = [...this.audio.textTracks].flatMap((track) => {
      if (track.kind !== "metadata") return [];
      // A track that is disabled has no active cues.
      if (track.mode === "disabled") track.mode = "hidden";
      return [...(track.activeCues ?? [])];
    });
    return songOf(cues);
  }

  /** @returns {string} what is the matter, in a sentence; empty where nothing is */
  message() {
    return this.trouble === undefined ? "" : inWords(this.trouble);
  }

  /** @param {Status} status */
  #open(status) {
    const turn = ++this.#turn;
    const { audio, choice } = this;
    if (!choice) return;
    /** @type {import("./sources.js").Report} */
    const report = (trouble, fatal, detail) => {
      if (turn === this.#turn) this.#meet(trouble, fatal, detail);
    };
    this.#advanced = performance.now();
    this.#position = 0;
    const Hls = usableHls();
    this.#source =
      choice.via === "hls" && Hls ? openHls(Hls, audio, choice, report) : openElement(audio, choice, report);
    this.#turnTo(status);
    this.#start(turn);
  }

  /** @param {number} turn */
  #start(turn) {
    this.audio.play().catch((/** @type {unknown} */ error) => {
      if (turn !== this.#turn || !(error instanceof DOMException)) return;
      // Others (AbortError, NotSupportedError) come with an event that says more.
      if (error.name !== "NotAllowedError") return;
      this.stop();
      this.trouble = "blocked";
      this.changed();
    });
  }

  #close() {
    this.#turn++;
    clearTimeout(this.#pending);
    this.#pending = this.#remedy = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  /** @param {Trouble} trouble @param {boolean} fatal @param {string} detail */
  #meet(trouble, fatal, detail) {
    this.trouble = trouble;
    this.#met = performance.now();
    this.#why = `${trouble}: ${detail}`;
    const step = recovery(trouble, fatal, this.#attempt);
    if (step.act !== "wait" && this.#pending === undefined) this.#plan(step.act, step.after);
    this.changed();
  }

  /** @param {"resume" | "mend" | "renew"} act @param {number} after */
  #plan(act, after) {
    this.#attempt++;
    this.recoveries++;
    this.#remedy = () => {
      clearTimeout(this.#pending);
      this.#pending = this.#remedy = undefined;
      this.#advanced = performance.now();
      if (act !== "renew") {
        this.#source?.[act]();
        this.#start(this.#turn);
        return;
      }
      this.#close();
      this.#open(this.status === "connecting" ? "connecting" : "waiting");
    };
    this.#pending = setTimeout(this.#remedy, after);
  }

  /** The connection is back: nobody waits for the end of a pause. */
  #hurry() {
    this.#remedy?.();
  }

  /** Audio ran out, or stands still. */
  #starve() {
    if (this.status !== "playing") return;
    this.#stall = {
      at: new Date().toISOString(),
      seconds: 0,
      ahead: buffered(this.audio),
      why: this.#why || "starved",
    };
    this.stalls.push(this.#stall);
    this.#turnTo("waiting");
  }

  #look() {
    if (this.status === "stopped") return;
    const now = performance.now();
    const position = this.audio.currentTime;
    const moved = position !== this.#position && !this.audio.paused;
    this.#position = position;
    if (this.#stall) this.#stall.seconds = (Date.now() - Date.parse(this.#stall.at)) / 1000;
    if (moved && this.audio.readyState > HTMLMediaElement.HAVE_CURRENT_DATA) this.#advance(now);
    else this.#stand(now);
    this.changed();
  }

  /** @param {number} now */
  #advance(now) {
    this.#advanced = now;
    if (this.status !== "playing") {
      this.#stall = undefined;
      this.#steadySince = now;
      this.trouble = undefined;
      this.#why = "";
      this.#turnTo("playing");
    }
    if (now - this.#steadySince > steadyAfter) this.#attempt = 0;
    if (now - this.#met > toldFor && this.#pending === undefined) this.trouble = undefined;
  }

  /** @param {number} now */
  #stand(now) {
    if (now - this.#advanced > 1000) this.#starve();
    if (now - this.#advanced <= patience || this.#pending !== undefined) return;
    this.#advanced = now;
    this.#meet("starved", true, "no progress");
  }

  /** @param {Status} status */
  #turnTo(status) {
    this.status = status;
    this.changed();
  }
}
