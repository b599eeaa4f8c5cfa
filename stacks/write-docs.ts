/** Brings docs/inventory.md and docs/settings.md up to date: npx tsx stacks/write-docs.ts */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventoryReference } from "../station-inventory/reference";
import { settingsReference } from "./reference";

const docs = join(__dirname, "..", "docs");
writeFileSync(join(docs, "inventory.md"), inventoryReference());
writeFileSync(join(docs, "settings.md"), settingsReference(readFileSync(join(__dirname, "config.ts"), "utf8")));
