/** All that a preview says, before it is written in one form or another. Pure. */
import type { Declared } from "../../../stacks/declared";
import { declaredChanges } from "../../../stacks/declared-changes";
import { type Declaration, isMeant } from "../../../stacks/policy/rules";
import { fatesIn, type Said } from "./digest";
import { nameOf, typeOf } from "../urn";
import { diffLines } from "./diff";
import { type Refusal, refusalsIn } from "./refusals";
import { summaryLines } from "./summary";
import { touchedIn } from "./workloads";

export interface Report {
  stack: string;
  /** With what it is compared: "what the stack last ran", "main". */
  base: string;
  summary: string[];
  refused: Refusal[];
  /** What would be refused, had nobody said that it is meant. */
  allowed: Refusal[];
  errors: string[];
  /** What was not looked at, and why. */
  unseen: string[];
  diff: string[];
  /** Operation → how many, as Pulumi counts. */
  changes: Record<string, number>;
}

export interface Compared {
  stack: string;
  base: string;
  /** Absent: nobody knows. */
  before?: Declared;
  after?: Declared;
  /** What could not be looked at. */
  unseen?: string[];
  /** More reasons to refuse than resources and stations give: those of the policy, and of the cluster. */
  also?: (said: Said) => Refusal[];
  /** Names by which refusals are waved through: a station, a resource, a rule of the policy. */
  allow: readonly string[];
}

export function reportOf(said: Said, { stack, base, before, after, unseen = [], also, allow }: Compared): Report {
  const changes = before && after && declaredChanges(before, after);
  const digest = "digest" in said ? said.digest : {};
  const fates = fatesIn(digest);
  const touched = touchedIn(fates);
  const errors = "errors" in said ? said.errors : [];
  const all = errors.length > 0 ? [] : [...refusalsIn(fates, touched, before, after), ...(also?.(said) ?? [])];
  return {
    ...{ stack, base, errors, unseen },
    summary: errors.length > 0 ? [] : summaryLines(fates, touched, changes),
    refused: all.filter((refusal) => !isMeant(refusal, allow)),
    allowed: all.filter((refusal) => isMeant(refusal, allow)),
    diff: diffLines(fates),
    changes: digest.changeSummary ?? {},
  };
}

/** 0: it may go up, whether something changes or nothing; 1: it could not be told; 3: a rule forbids it. */
export const exitCodeOf = ({ errors, refused }: Pick<Report, "errors" | "refused">): 0 | 1 | 3 =>
  errors.length > 0 ? 1 : refused.length > 0 ? 3 : 0;

/** What a stack will have, for the rules of the policy: what stays is held to them as well. */
export const declarationsIn = (said: Said): Declaration[] =>
  "errors" in said
    ? []
    : fatesIn(said.digest).flatMap(({ urn, after }) =>
        after ? [{ type: typeOf(urn), name: nameOf(urn), inputs: after.inputs ?? {} }] : [],
      );
