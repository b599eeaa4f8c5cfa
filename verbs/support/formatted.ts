import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "prettier";
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { format } from "prettier/standalone";
import { repository } from "../../toolchain/paths";

/** @returns TypeScript in the form that `make lint` wants */
export function formatted(text: string): Promise<string> {
  const options = JSON.parse(readFileSync(join(repository, ".prettierrc"), "utf8")) as Options;
  return format(text, { ...options, parser: "typescript", plugins: [estree, typescript] });
}
