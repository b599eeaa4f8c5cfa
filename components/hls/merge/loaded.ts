/** For tests: the merge's modules as the origins run them, with their types. */
import { join } from "node:path";

import { loadNjs } from "./load";
import type { Answer, Ask, Chain, Entry, Listing, MergeSettings, Node, Offer, Store, Stretch } from "./types";

interface ChainRules {
  last: (chain: Chain) => Entry | undefined;
  at: (chain: Chain, n: number) => Entry | undefined;
  add: (chain: Chain, next: Entry, when: number, kept: number) => Chain;
  learn: (chain: Chain, theirs: Stretch[], when: number, kept: number) => Chain;
  compare: (chain: Chain, theirs: string) => string;
}

interface ChooseRules {
  choose: (
    chain: Chain,
    all: Record<string, Offer>,
    letters: string[],
    now: number,
    segment: number,
  ) => Entry | undefined;
}

interface NodeRules {
  uploaded: (store: Store, settings: MergeSettings, of: object, listing: Listing, now: number) => void;
  tick: (store: Store, settings: MergeSettings, now: number) => { peers: string[]; ask: Ask };
  settled: (store: Store, settings: MergeSettings, asked: string[], began: number, now: number) => void;
  asked: (store: Store, settings: MergeSettings, ask: Ask, now: number) => Answer;
  answered: (store: Store, settings: MergeSettings, peer: string, answer: Answer, now: number) => void;
  failed: (store: Store, peer: string, now: number) => void;
}

interface OfferRules {
  listed: (offer: Offer | undefined, rendition: string, listing: Listing, renditions: string[], now: number) => Offer;
}

interface PeerRules {
  open: () => Node;
  wake: (node: Node, settings: MergeSettings, now: number) => Node;
  failed: (node: Node, name: string, now: number) => Node;
  heard: (node: Node, name: string) => Node;
  leader: (node: Node, settings: MergeSettings) => string;
  decides: (node: Node, settings: MergeSettings, now: number) => boolean;
  toAsk: (node: Node, settings: MergeSettings, now: number, late: boolean) => string[];
}

interface PlaylistRules {
  read: (text: string, prefix: string) => Listing | undefined;
  write: (chain: Chain, listed: number, prefix: string, segment: number) => string;
  presentable: (chain: Chain, segment: number) => boolean;
}

const load = <T>(name: string): T => loadNjs<T>(join(__dirname, name));

export const chains = load<ChainRules>("chain.js");
export const rule = load<ChooseRules>("choose.js");
export const nodes = load<NodeRules>("node.js");
export const offers = load<OfferRules>("offers.js");
export const peers = load<PeerRules>("peers.js");
export const playlists = load<PlaylistRules>("playlist.js");
