import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { InventoryError } from "../station-inventory/mistake";
import { parseInventory, type StationFile, stationSets } from "../station-inventory/inventory";
import { stationSchema } from "../station-inventory/schema";
import { stationFiles } from "../station-inventory/stations";
import { repository } from "../toolchain/paths";
import { writeWhole } from "../toolchain/record";
import { filedStack } from "./support/filed-stack";
import { formatted } from "./support/formatted";
import {
  type Answers,
  constantOf,
  draftOf,
  indexWith,
  inputNames,
  type InputSet,
  stationText,
  usualInputs,
} from "./support/station-file";
import { dim, green, print } from "./support/terminal";
import { Failure, numberFrom, positionals, UsageError, type Verb } from "./verb";

const folder = join(repository, "station-inventory", "stations");

export const newStation: Verb = {
  summary: "write a station's inventory file, by the inventory's own rules: ID=lagune NAME=\"Radio Lagune\" KIND=local",
  help: `On a terminal it asks for what is not said. Nothing that is there is overwritten, and nothing is written that the inventory, or a stack that would run the station, refuses.
  ID=lagune             its permanent identifier, part of every address
  NAME="Radio Lagune"   what listeners see
  KIND=local            national, local or webradio
  SET=fleet             fleet: the platform; demo: the stations of the stacks local and preprod
  INPUTS=local          classic (seven ways in), local (four) or webradio (three); default: by its kind
  BASEPORT=11450        first port of its block of ten; default: the first free one after stations like it
  ICECAST=aac-hifi,mp3-midfi  HLS=aac-hifi   formats; default: the schema's (docs/inventory.md)`,
  run: async (args) => {
    positionals(args, 0);
    const answers = process.stdin.isTTY && process.stdout.isTTY ? await asked(process.env) : answersFrom(process.env);
    const written = await stationFileOf(answers, stationFiles, readFileSync(join(folder, "index.ts"), "utf8"));
    for (const stack of answers.set === "demo" ? ["local", "preprod"] : ["prod"]) filedStack(stack, written.files);
    place(folder, answers.id, written);
    print(
      `${green("✔")} station-inventory/stations/${answers.id}.ts ${dim(`ports ${written.basePort}-${written.basePort + 9}`)}`,
    );
    print(`${green("✔")} station-inventory/stations/index.ts names it`);
    nextSteps(answers).forEach((line) => print(`  ${line}`));
    return 0;
  },
};

interface Written {
  /** Texts in the repository's form. */
  station: string;
  index: string;
  basePort: number;
  /** Every station file, the new one among them. */
  files: StationFile[];
}

/**
 * Pure. @param index text of stations/index.ts
 * @throws Failure with every mistake that the inventory finds
 */
export async function stationFileOf(answers: Answers, files: readonly StationFile[], index: string): Promise<Written> {
  const { id, set } = answers;
  const draft = draftOf(answers, files);
  const all = [...files, { file: `stations/${id}.ts`, set, stations: [draft] }];
  try {
    parseInventory(all);
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    throw new Failure(error.message, "say it otherwise; nothing was written");
  }
  const constant = constantOf(id, index);
  const station = await formatted(stationText(draft, answers.inputs, constant));
  return { station, index: await formatted(indexWith(index, answers, constant)), basePort: draft.basePort, files: all };
}

/** The file first, whole or not at all; then the index, which alone makes it count. @throws Failure when there is such a file */
export function place(into: string, id: string, { station, index }: Pick<Written, "station" | "index">): void {
  const file = join(into, `${id}.ts`);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, station);
  try {
    // Unlike a rename, a link fails where there is one.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Failure(`station-inventory/stations/${id}.ts is there already`, "another ID, or edit that file");
  } finally {
    rmSync(temporary);
  }
  try {
    writeWhole(join(into, "index.ts"), index);
  } catch (error) {
    rmSync(file);
    throw error;
  }
}

const nextSteps = ({ id, set }: Answers): string[] => [
  "next:",
  `  make explain STATION=${id}${set === "demo" ? "" : " STACK=prod"}`,
  ...(set === "demo" ? [] : ["  npx tsx docs/write-pictures.ts    draws prod with it"]),
  "  make lint && make test ONLY=unit",
  ...(set === "demo"
    ? ["  make start", `  make info SECRETS=1 STATION=${id}    what its studio dials`]
    : ["  bring it up as docs/kubernetes.md says"]),
  "  runbooks/add-station.md tells the rest",
];

const kinds = Object.keys(usualInputs) as Answers["kind"][];
const sets = Object.keys(inputNames) as InputSet[];

/** Pure: what the variables of make say. @throws UsageError naming what is missing and what is not allowed */
export function answersFrom(env: NodeJS.ProcessEnv): Answers {
  const missing = ["ID", "NAME", "KIND"].filter((name) => !env[name]);
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(", ")} not said; allowed: all of ID, NAME and KIND; fix: make new-station ID=lagune NAME="Radio Lagune" KIND=local`,
    );
  const kind = oneOf("KIND", env.KIND!, kinds);
  return {
    ...{ id: env.ID!, name: env.NAME!, kind },
    set: oneOf("SET", env.SET || "fleet", stationSets),
    inputs: oneOf("INPUTS", env.INPUTS || usualInputs[kind], sets),
    ...(env.BASEPORT && { basePort: numberFrom("BASEPORT", env.BASEPORT, 0, 0, 65535) }),
    ...(env.ICECAST && { icecast: env.ICECAST.split(",") }),
    ...(env.HLS && { hls: env.HLS.split(",") }),
  };
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(
    `${name} is "${value}"; allowed: ${allowed.join(", ")}; fix: make new-station ${name}=${allowed[0]}`,
  );
}

/** The same, with a question for each that is missing; what a field does not take is asked again. */
async function asked(env: NodeJS.ProcessEnv): Promise<Answers> {
  const { id, name, kind } = stationSchema.shape;
  const dialogue = createInterface({ input: process.stdin, output: process.stdout });
  const found: NodeJS.ProcessEnv = { ...env };
  try {
    for (const [variable, schema] of [
      ["ID", id],
      ["NAME", name],
      ["KIND", kind],
    ] as const) {
      const { description, allowed } = schema.meta() as { description: string; allowed: string };
      if (!found[variable]) print(dim(description));
      while (!found[variable] || !schema.safeParse(found[variable]).success)
        found[variable] = (await dialogue.question(`${variable} (${allowed}): `)).trim();
      if (variable === "ID" && existsSync(join(folder, `${found.ID}.ts`)))
        throw new Failure(
          `station-inventory/stations/${found.ID}.ts is there already`,
          "another ID, or edit that file",
        );
    }
    found.SET ||= (await dialogue.question("SET (fleet or demo) [fleet]: ")).trim();
  } finally {
    dialogue.close();
  }
  return answersFrom(found);
}
