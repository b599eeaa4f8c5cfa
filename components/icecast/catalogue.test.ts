import { readFileSync } from "node:fs";
import { join } from "node:path";
import { icecastMetrics } from "./catalogue";

it("says of Icecast what the stylesheet writes", () => {
  const text = readFileSync(join(__dirname, "admin", "stats.xsl"), "utf8");
  const calls = [...text.matchAll(/<xsl:call-template name="(?:family|number|mounts)">(.*?)<\/xsl:call-template>/gs)];
  const param = (body: string, name: string) => new RegExp(`name="${name}">([^<]*)<`).exec(body)?.[1];
  const written = calls
    .map(([, body]) => ({
      name: param(body!, "name"),
      type: param(body!, "type") ?? "gauge",
      help: param(body!, "help"),
    }))
    .filter(({ name }) => name !== undefined);
  const first = /# HELP (icecast_info) (.*?)&#10;# TYPE icecast_info (gauge)/.exec(text)!;
  expect([{ name: first[1], type: first[3], help: first[2] }, ...written]).toEqual(
    icecastMetrics.map(({ name, type, help }) => ({ name, type, help })),
  );
});
