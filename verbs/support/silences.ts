/** Alertmanager's silences (its API v2), as far as `make mute-alerts` makes, lists and ends them. */
import { UsageError } from "../verb";

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface Silence {
  id: string;
  matchers: Matcher[];
  /** RFC 3339. */
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
  status: { state: "active" | "pending" | "expired" };
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A week: whatever takes longer is no planned work but a rule to be changed. */
const longest = 7 * 86_400_000;

/**
 * "2h", "90m", "1d" → milliseconds.
 * @throws UsageError on anything else, and beyond a week
 */
export function muteTime(text: string): number {
  const [, count, unit] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  const time = Number(count) * (units[unit ?? ""] ?? NaN);
  if (time > 0 && time <= longest) return time;
  throw new UsageError(`FOR is "${text}"; allowed: minutes, hours or days, up to 7d; fix: make mute-alerts … FOR=2h`);
}

/** Names of alerts and stations alone: nothing in them needs escaping. */
export const matchersOf = (labels: Readonly<Record<string, string | undefined>>): Matcher[] =>
  Object.entries(labels).flatMap(([name, value]) => (value ? [{ name, value, isRegex: false, isEqual: true }] : []));

export type NewSilence = Omit<Silence, "id" | "status">;

/** The watchdog is never muted: its absence is the one alarm that nobody here can see. */
export function newSilence(matchers: Matcher[], now: Date, milliseconds: number, by: string, why: string): NewSilence {
  return {
    matchers: [...matchers, { name: "alertname", value: "Watchdog", isRegex: false, isEqual: false }],
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + milliseconds).toISOString(),
    createdBy: by,
    comment: why,
  };
}

const shown = ({ name, value, isEqual }: Matcher): string => `${name}${isEqual ? "=" : "≠"}${value}`;

/** Those that hold or will, the one that ends first at the top. */
export const current = (all: readonly Silence[]): Silence[] =>
  all.filter(({ status }) => status.state !== "expired").sort((a, b) => (a.endsAt < b.endsAt ? -1 : 1));

export const silenceRow = ({ id, matchers, endsAt, createdBy, comment }: Silence): string[] => [
  id.slice(0, 8),
  matchers
    .filter(({ isEqual }) => isEqual)
    .map(shown)
    .join(" "),
  `until ${endsAt.slice(0, 16).replace("T", " ")} UTC`,
  createdBy,
  comment,
];

/**
 * Which of them `END=` means: all of a station, or the one whose id begins so.
 * @throws UsageError when it means none
 */
export function toEnd(all: readonly Silence[], end: string, station: string | undefined): Silence[] {
  const own = (silence: Silence) =>
    !station || silence.matchers.some(({ name, value }) => name === "station" && value === station);
  const meant = current(all).filter((silence) => own(silence) && (end === "all" || silence.id.startsWith(end)));
  if (meant.length > 0) return meant;
  const ids = current(all).map(({ id }) => id.slice(0, 8));
  throw new UsageError(
    `END is "${end}", and no silence is that; allowed: all, ${ids.join(", ") || "(none holds)"}; fix: make mute-alerts lists them`,
  );
}
