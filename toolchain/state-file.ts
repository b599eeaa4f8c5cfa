import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DeadEnd } from "./step";

/** Writes a new secret that only this user can read; an existing one stays, its mode is put right. */
export function generateOnce(file: string, secret = () => randomBytes(32).toString("hex")): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, secret(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    chmodSync(file, 0o600);
    if (readFileSync(file, "utf8").trim() === "")
      throw new DeadEnd(
        `${file} is empty`,
        "restore it from a backup, or, when there is no stack yet, delete it; then run make setup again",
      );
  }
}
