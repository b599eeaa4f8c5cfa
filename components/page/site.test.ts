import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentSecurityPolicy, siteFiles, siteFolder } from "./site";

const read = (name: string) => readFileSync(join(siteFolder, name), "utf8");
const own = siteFiles.map(({ path }) => path.slice(1)).filter((name) => name !== "hls.js");

it("serves every file of the folder, and no other", () => {
  expect(siteFiles.map(({ path }) => path.slice(1)).sort()).toEqual(readdirSync(siteFolder).sort());
});

it("has hls.js of the version that package.json names, and its licence's notice at hand", () => {
  const { dependencies } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies["hls.js"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read("hls.js")).toContain(`"${dependencies["hls.js"]}"`);
});

it.each(own)("%s asks for nothing from elsewhere", (name) => {
  const addresses = read(name).match(/(https?:)?\/\/[a-z0-9][^\s"'`)]*/gi) ?? [];
  expect(addresses.filter((address) => address !== "http://www.w3.org/2000/svg")).toEqual([]);
});

it("keeps to its own policy: no script, style or handler in the document itself", () => {
  const page = read("index.html");
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|data:/i);
  const files = [...page.matchAll(/\s(?:src|href)="([^"#][^"]*)"/g)].map(([, file]) => `/${file}`);
  expect(files.sort()).toEqual(["/hls.js", "/icon.svg", "/main.js", "/page.css", "/player.css"]);
  expect(siteFiles.map(({ path }) => path)).toEqual(expect.arrayContaining(files));
});

it("imports nothing but its own modules", () => {
  const modules = own.filter((name) => name.endsWith(".js"));
  const imports = modules.flatMap((name) =>
    [...read(name).matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from),
  );
  expect(imports.length).toBeGreaterThan(3);
  expect(imports.filter((from) => !modules.includes(from!.replace("./", "")))).toEqual([]);
});

it("says the policy in one line", () => {
  expect(contentSecurityPolicy()).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob: data:; worker-src blob:; " +
      "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

it("lets streams be heard where they are elsewhere, and nothing else", () => {
  const [own, listening] = [contentSecurityPolicy(), contentSecurityPolicy(["listen.airpath.example"])];
  expect(listening).toBe(own.replace("blob: data:", "blob: data: https://listen.airpath.example"));
});
