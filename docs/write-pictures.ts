/** Draws the pictures of docs/ anew, from the code: npx tsx docs/write-pictures.ts */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawn, pictures } from "./pictures/pictures";

async function main(): Promise<void> {
  for (const [file, picture] of Object.entries(pictures))
    writeFileSync(join(__dirname, file), await drawn(await picture()));
}

void main();
