/**
 * For tests: engines, origins and players of one station in simulated time. The origins run the merge's own rules; engines number and list as the
 * publisher does; requests take time, get lost, and reach a frozen origin when it thaws.
 */
import { Engine, listed, segment } from "./world-engine";
import { chains, nodes, playlists } from "./loaded";
import type { Answer, Ask, Chain, Entry, MergeSettings, Store } from "./types";

export const renditions = ["hifi-", "lofi-"];
const tickMilliseconds = 300;
const timeout = 250;

export interface Fault {
  kind:
    | "engine-down"
    | "engine-frozen"
    | "engine-blank"
    | "engine-clock"
    | "link"
    | "origin-frozen"
    | "origin-restart"
    | "partition";
  /** Index of the engine, the origin, or, for links and partitions, of the origin and the other end. */
  who: number;
  other: number;
  /** ms since the world began. */
  from: number;
  until: number;
  /** ms by which an engine's clock is wrong from then on. */
  offset: number;
}

export interface Seen {
  at: number;
  origin: number;
  /** By rendition; undefined: not answered as 200. */
  texts: string[] | undefined;
}

class MemoryStore implements Store {
  private readonly values = new Map<string, string>();
  readonly counts = new Map<string, number>();
  chain: Chain | undefined;
  constructor(private readonly told: (chain: Chain) => void) {}
  get(key: string): unknown {
    const value = this.values.get(key);
    return value === undefined ? undefined : JSON.parse(value);
  }
  set(key: string, value: unknown): void {
    this.values.set(key, JSON.stringify(value));
  }
  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
  grown(_: string, chain: Chain): void {
    this.chain = JSON.parse(JSON.stringify(chain)) as Chain;
    this.told(this.chain);
  }
}

/** A linear congruential generator: a world is its parameters and nothing else. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export interface WorldOptions {
  seed: number;
  origins: number;
  engines: number;
  /** ms that each origin's clock is off. */
  skews: number[];
  faults: Fault[];
  milliseconds: number;
  /** How many segments the public list has. */
  window: number;
}

interface Event {
  at: number;
  order: number;
  what: () => void;
}

/** Runs it all. */
export class World {
  static readonly began = 1_795_377_000_000;
  readonly seen: Seen[] = [];
  /** Every entry that an origin had as its newest: by origin. */
  readonly told: { at: number; origin: number; entry: Entry; chain: Chain }[] = [];
  readonly stores: MemoryStore[];
  readonly engines: Engine[];
  private readonly chance: () => number;
  private events: Event[] = [];
  private order = 0;
  private now = World.began;

  constructor(readonly options: WorldOptions) {
    this.chance = random(options.seed);
    this.stores = Array.from({ length: options.origins }, (_, index) => this.open(index));
    this.engines = Array.from({ length: options.engines }, () => new Engine());
    this.engines.forEach((engine, index) => this.at(this.between(0, 3000), () => this.startEngine(engine, index)));
    this.stores.forEach((_, origin) => {
      this.at(this.between(0, tickMilliseconds), () => this.tick(origin));
      this.at(this.between(0, 400), () => this.look(origin));
    });
    options.faults.forEach((fault) => this.plan(fault));
    this.run();
  }

  static settings(index: number, options: Pick<WorldOptions, "origins" | "engines" | "window">): MergeSettings {
    const names = Array.from({ length: options.origins }, (_, each) => `o${each}`);
    const letters = ["a", "b", "c", "d"].slice(0, options.engines);
    const station = { letters, renditions, segment, listed: options.window, kept: options.window + listed };
    return { self: `o${index}`, origins: names, stations: { s: station } };
  }

  private open(index: number): MemoryStore {
    return new MemoryStore((chain) =>
      this.told.push({ at: this.now, origin: index, entry: chains.last(chain)!, chain }),
    );
  }

  private at(delay: number, what: () => void): void {
    this.events.push({ at: this.now + delay, order: this.order++, what });
  }

  private between(least: number, most: number): number {
    return least + Math.floor(this.chance() * (most - least));
  }

  private run(): void {
    const end = World.began + this.options.milliseconds;
    while (this.events.length > 0) {
      let first = 0;
      this.events.forEach((event, index) => {
        const best = this.events[first]!;
        if (event.at < best.at || (event.at === best.at && event.order < best.order)) first = index;
      });
      const [event] = this.events.splice(first, 1);
      if (event!.at > end) return;
      this.now = event!.at;
      event!.what();
    }
  }

  private active(kind: Fault["kind"], who: number, other?: number): Fault | undefined {
    const since = this.now - World.began;
    return this.options.faults.find(
      (fault) =>
        fault.kind === kind &&
        fault.who === who &&
        (other === undefined || fault.other === other) &&
        since >= fault.from &&
        since < fault.until,
    );
  }

  private plan(fault: Fault): void {
    const engine = this.engines[fault.who];
    if (fault.kind === "engine-down" && engine) this.at(fault.until, () => engine.start(this.now));
    if (fault.kind === "engine-clock" && engine) {
      this.at(fault.from, () => {
        engine.offset = fault.offset;
        engine.start(this.now);
      });
      this.at(fault.until, () => {
        engine.offset = 0;
        engine.start(this.now);
      });
    }
    if (fault.kind === "origin-restart")
      this.at(fault.until, () => {
        this.stores[fault.who] = this.open(fault.who);
        this.engines.forEach((each) => (each.held[fault.who] = 0));
      });
  }

  private startEngine(engine: Engine, index: number): void {
    engine.start(this.now);
    const delay = this.between(150, 400);
    const work = () => {
      if (!this.active("engine-down", index) && !this.active("engine-frozen", index)) {
        engine.advance(this.now, delay, this.active("engine-blank", index) !== undefined);
        this.stores.forEach((_, origin) => this.upload(engine, index, origin));
      }
      this.at(100, work);
    };
    work();
  }

  private upload(engine: Engine, index: number, origin: number): void {
    const due = engine.held[origin] !== engine.version && this.now - (engine.sent[origin] ?? 0) >= 1000;
    if (!due || engine.list.length === 0) return;
    engine.sent[origin] = this.now;
    const [version, listing] = [engine.version, engine.listing()];
    const delay = this.between(10, 150);
    renditions.forEach((rendition, place) =>
      this.at(delay + place * this.between(1, 60), () => {
        if (this.away(origin) || this.active("link", origin, index)) return;
        const of = { station: "s", letter: "abcd"[index]!, rendition };
        nodes.uploaded(this.stores[origin]!, this.settings(origin), of, listing, this.clock(origin));
        if (place === renditions.length - 1 && engine.version === version) {
          engine.held[origin] = version;
          engine.sent[origin] = 0;
        }
      }),
    );
  }

  private away(origin: number): Fault | undefined {
    return this.active("origin-frozen", origin) ?? this.active("origin-restart", origin);
  }

  private settings(origin: number): MergeSettings {
    return World.settings(origin, this.options);
  }

  private clock(origin: number): number {
    return this.now + (this.options.skews[origin] ?? 0);
  }

  private tick(origin: number): void {
    const fault = this.away(origin);
    // As a timer of a process that was stopped: at once when it goes on.
    if (fault) return this.at(World.began + fault.until - this.now, () => this.tick(origin));
    this.at(tickMilliseconds + this.between(0, 20), () => this.tick(origin));
    const [store, settings, began] = [this.stores[origin]!, this.settings(origin), this.clock(origin)];
    const { peers, ask } = nodes.tick(store, settings, began);
    let open = peers.length;
    const done = () => {
      open -= 1;
      if (open <= 0 && this.stores[origin] === store) nodes.settled(store, settings, peers, began, this.clock(origin));
    };
    if (open === 0) done();
    peers.forEach((name) => this.ask(origin, Number(name.slice(1)), store, ask, done));
  }

  private ask(from: number, to: number, store: Store, ask: Ask, done: () => void): void {
    const name = `o${to}`;
    let over = false;
    const finish = (what: () => void) => {
      const fault = this.away(from);
      if (fault) return this.at(World.began + fault.until - this.now, () => finish(what));
      if (over || this.stores[from] !== store) return;
      over = true;
      what();
      done();
    };
    this.at(timeout, () => finish(() => nodes.failed(store, name, this.clock(from))));
    const cut = () => this.active("partition", from, to) ?? this.active("partition", to, from);
    const arrive = () => {
      if (cut() || this.active("origin-restart", to)) return;
      const frozen = this.active("origin-frozen", to);
      if (frozen) return this.at(World.began + frozen.until - this.now + 1, arrive);
      const text = JSON.stringify(nodes.asked(this.stores[to]!, this.settings(to), ask, this.clock(to)));
      this.at(this.between(1, 40), () => {
        if (!cut())
          finish(() => nodes.answered(store, this.settings(from), name, JSON.parse(text) as Answer, this.clock(from)));
      });
    };
    this.at(this.between(1, 40), arrive);
  }

  /** What a player gets, as the origin's request handler decides it. */
  private look(origin: number): void {
    this.at(400, () => this.look(origin));
    if (this.away(origin)) return;
    const chain = this.stores[origin]!.chain;
    const age = chain ? this.clock(origin) - chain.at : Infinity;
    const ok = chain && age >= 0 && age <= 1.5 * segment && playlists.presentable(chain, segment);
    const texts = ok ? renditions.map((each) => playlists.write(chain, this.options.window, each, segment)) : undefined;
    this.seen.push({ at: this.now - World.began, origin, texts });
  }
}
