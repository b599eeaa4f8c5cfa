/**
 * zod says what failed in its own words; here it is said again in ours, with what the schema documents of the field.
 */
import type { z } from "zod";
import { type Mistake, nearest, show } from "./mistake";
import type { FieldGuide } from "./field";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/**
 * @param place of the whole value: `stations/rivage.ts: "rivage"`
 * @returns one mistake for each field that fails, one for each field that does not exist
 */
export function explain(place: string, schema: z.ZodType, raw: unknown, issues: readonly Issue[]): Mistake[] {
  const explained = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownField(place, schema, issue.path, key))
      : [wrongValue(place, schema, raw, issue)],
  );
  // One field can fail several checks at once, and its guide tells them all.
  return [...new Map(explained.map((mistake) => [mistake.place, mistake])).values()];
}

/** @returns `.inputs[1].port`, to be put after a place. */
export function pathText(path: Path): string {
  return path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      const text = String(key);
      return /^[A-Za-z_$][\w$]*$/.test(text) ? `.${text}` : `[${show(text)}]`;
    })
    .join("");
}

function unknownField(place: string, schema: z.ZodType, path: Path, key: string): Mistake {
  const fields = Object.keys(shapeOf(nodesTo(schema, path).at(-1)) ?? {});
  const meant = nearest(key, fields);
  return {
    place: `${place}${pathText([...path, key])}`,
    got: "is not a field",
    allowed: fields.join(", "),
    fix: meant ? `write ${meant}` : "remove it",
  };
}

function wrongValue(place: string, schema: z.ZodType, raw: unknown, issue: Issue): Mistake {
  const guide = nodesTo(schema, issue.path)
    .map((node) => node.meta() as Partial<FieldGuide> | undefined)
    .findLast((meta) => meta?.allowed);
  const value = issue.path.reduce<unknown>(member, raw);
  const got =
    issue.code === "invalid_key"
      ? "is not a name to use here"
      : value === undefined
        ? "is missing"
        : `is ${show(value)}`;
  return {
    place: `${place}${pathText(issue.path)}`,
    got,
    allowed: guide?.allowed ?? issue.message,
    fix: `write for example ${guide?.example ?? "what the reference of the inventory shows"}`,
  };
}

const member = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;

export interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  /** Of what is taken where nothing is said. */
  defaultValue?: unknown;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
}

export const definition = (node: z.ZodType): Definition => node.def as unknown as Definition;

/** The schema nodes that a path crosses, from the root to what it points at. */
function nodesTo(schema: z.ZodType, path: Path): z.ZodType[] {
  const nodes = [schema];
  for (const key of path) {
    const { shape, element, valueType } = definition(bare(nodes.at(-1) as z.ZodType));
    const next = shape ? shape[String(key)] : (element ?? valueType);
    if (!next) break;
    nodes.push(next);
  }
  return nodes;
}

const shapeOf = (node: z.ZodType | undefined) => (node ? definition(bare(node)).shape : undefined);

/** A schema without its defaults and transforms. */
export function bare(node: z.ZodType): z.ZodType {
  const { innerType, in: before } = definition(node);
  const inner = innerType ?? before;
  return inner ? bare(inner) : node;
}
