/** Brings the generated part of docs/monitoring.md up to date: npx tsx alerts/write-docs.ts */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitoringTable, withTable } from "./docs";
import { rivagePlan } from "./docs-plan";

const file = join(__dirname, "..", "docs", "monitoring.md");
writeFileSync(file, withTable(readFileSync(file, "utf8"), monitoringTable(rivagePlan())));
