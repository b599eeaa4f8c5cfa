/** Pulumi's stream of events (`up --json`), condensed to what somebody who waits wants to read. */
import { dim, green, red, seconds, yellow } from "./terminal";
import { nameOf } from "./urn";

/** The part of Pulumi's engine events that is read here (sdk/go/common/apitype/events.go). */
export interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  resOutputsEvent?: { metadata: StepMetadata };
  resOpFailedEvent?: { metadata: StepMetadata };
  /** Its message: what the rule says of all, then a line for each that it tells of. */
  policyEvent?: { message: string; enforcementLevel: string; policyName: string };
  diagnosticEvent?: { urn?: string; message: string; severity: string };
  summaryEvent?: { resourceChanges?: Record<string, number>; durationSeconds: number };
}

export interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  new?: { inputs?: { name?: unknown } } | null;
}

export interface Outcome {
  /** Operation → how many: { create: 40, same: 3 }. */
  changes: Record<string, number>;
  /** Resources that failed: what it is, its Docker name when it has one, what was said. */
  failed: { what: string; dockerName?: string; messages: string[] }[];
  /** Errors of the program itself, or of no resource. */
  errors: string[];
}

const marks: Record<string, string> = { create: "+", update: "~", delete: "-", replace: "±" };
const words: Record<string, string> = {
  create: "creating",
  update: "changing",
  delete: "removing",
  replace: "replacing",
};

/** "create-replacement" is half of a replacement, "delete-replaced" the other. */
function plain(op: string): string | undefined {
  if (op === "create-replacement") return "replace";
  if (op === "import") return "create";
  return op === "create" || op === "update" || op === "delete" ? op : undefined;
}

export class UpProgress {
  private readonly began = new Map<string, number>();
  private readonly working = new Map<string, string>();
  private readonly failed = new Map<string, { what: string; dockerName?: string; messages: string[] }>();
  private readonly messages: { urn: string; text: string }[] = [];
  private changes: Record<string, number> = {};

  constructor(
    private readonly say: (line: string) => void,
    private readonly live: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  take(event: EngineEvent): void {
    if (event.resourcePreEvent) this.begin(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) this.end(event.resOutputsEvent.metadata);
    if (event.resOpFailedEvent) this.fail(event.resOpFailedEvent.metadata);
    if (event.diagnosticEvent?.severity === "error")
      this.messages.push({ urn: event.diagnosticEvent.urn ?? "", text: event.diagnosticEvent.message.trim() });
    if (event.policyEvent?.enforcementLevel === "mandatory")
      this.messages.push({ urn: "", text: against(event.policyEvent) });
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges ?? {};
  }

  /** The line of what is under way, for terminals. */
  tick(): void {
    const names = [...this.working].map(
      ([urn, what]) => `${what} ${dim(seconds(this.now() - (this.began.get(urn) ?? 0)))}`,
    );
    if (names.length > 0) this.live(`  ${names.join(", ")}`);
  }

  outcome(): Outcome {
    const failed = [...this.failed].map(([urn, failure]) => ({
      ...failure,
      messages: this.messages.filter((message) => message.urn === urn).map(({ text }) => cleaned(text)),
    }));
    const rest = this.messages.filter(({ urn }) => !this.failed.has(urn)).map(({ text }) => cleaned(text));
    // Pulumi says "update failed" of the stack, whatever else it says.
    const reasons = [...new Set(rest)].filter((text) => text !== "update failed");
    const errors = reasons.length > 0 || failed.length > 0 ? reasons : [...new Set(rest)];
    return { changes: this.changes, failed, errors };
  }

  private begin({ op, urn, type }: StepMetadata): void {
    const operation = plain(op);
    if (operation === undefined || !isTold(urn, type)) return;
    this.began.set(urn, this.now());
    this.working.set(urn, `${words[operation]} ${label(urn, type)}`);
  }

  private end({ op, urn, type }: StepMetadata): void {
    const operation = plain(op);
    this.working.delete(urn);
    if (operation === undefined || !isTold(urn, type)) return;
    const colour = operation === "delete" ? red : operation === "create" ? green : yellow;
    this.live("");
    this.say(
      `  ${colour(marks[operation] ?? " ")} ${label(urn, type)} ${dim(`(${seconds(this.now() - (this.began.get(urn) ?? this.now()))})`)}`,
    );
  }

  private fail({ urn, type, new: wanted }: StepMetadata): void {
    this.working.delete(urn);
    const name = wanted?.inputs?.name;
    this.failed.set(urn, {
      what: label(urn, type),
      messages: [],
      ...(typeof name === "string" && { dockerName: name }),
    });
    this.live("");
    this.say(`  ${red("✘")} ${label(urn, type)}`);
  }
}

const against = ({ message, policyName }: NonNullable<EngineEvent["policyEvent"]>): string =>
  `policy ${policyName}: ${message.trim().split("\n").slice(1).join("\n")}`;

/** Components and providers have nothing to wait for; what only carries files would double every line. */
const isTold = (urn: string, type: string): boolean => type.startsWith("docker:") && !urn.endsWith("-files");

const kinds: Record<string, string> = {
  RemoteImage: "image",
  Container: "container",
  Network: "network",
  Volume: "volume",
};

/** "container engine-rivage-a" for the resource of that URN. */
export function label(urn: string, type: string): string {
  const kind = type.split(":").at(-1) ?? type;
  const name = nameOf(urn);
  return `${kinds[kind] ?? kind} ${kind === "RemoteImage" ? name.replace(/^image-/, "") : name}`;
}

/** Without colour directives, source positions and the way that an error took through whatever waited for it, which tell a reader nothing. */
function cleaned(text: string): string {
  return (
    text
      .replace(/<\{%[^%]*%\}>/g, "")
      // What a container writes comes from Docker in pieces, each behind its stream (1 or 2), three zeros and its size in four bytes.
      .replace(/^(?:(?!\s)\p{Cc}){4}[^]{4}/gmu, "")
      .replace(/^\s*sdk-v2\/\S+: sdk\.helper_schema: /gm, "")
      .replace(/^Error: (error serializing property "[^"]*": )+/gm, "Error: ")
      .replace(/^\s+at \S.*:\d+:\d+\)?$\n?/gm, "")
      .replace(/: provider=docker@\S+/g, "")
      .replace(/^(\d+) errors? occurred:\s*\*?\s*/m, "")
      .trim()
  );
}
