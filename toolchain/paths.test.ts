import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, placeFolder, sweepUnfinished } from "./paths";
import { generateOnce } from "./state-file";

const cache = mkdtempSync(join(tmpdir(), "airpath-cache-"));
const before = process.env.AIRPATH_CACHE;
beforeAll(() => void (process.env.AIRPATH_CACHE = cache));
afterAll(() => {
  if (before === undefined) delete process.env.AIRPATH_CACHE;
  else process.env.AIRPATH_CACHE = before;
  rmSync(cache, { recursive: true });
});

it("keeps the cache where the user says, then where XDG says", () => {
  expect(cacheFolder({ AIRPATH_CACHE: "/fast", XDG_CACHE_HOME: "/xdg", HOME: "/home/a" })).toBe("/fast");
  expect(cacheFolder({ XDG_CACHE_HOME: "/xdg", HOME: "/home/a" })).toBe("/xdg/airpath");
  expect(cacheFolder({ HOME: "/home/a" })).toBe("/home/a/.cache/airpath");
});

describe("placeFolder", () => {
  const target = join(cache, "tools", "thing");

  it("leaves nothing behind when filling fails", async () => {
    const fill = (folder: string) => {
      writeFileSync(join(folder, "half"), "");
      return Promise.reject(new Error("cut off"));
    };
    await expect(placeFolder(target, fill)).rejects.toThrow("cut off");
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(join(cache, "unfinished"))).toEqual([]);
  });

  it("places the whole folder", async () => {
    await placeFolder(target, async (folder) => writeFileSync(join(folder, "whole"), ""));
    expect(readdirSync(target)).toEqual(["whole"]);
  });

  it("has its leftovers swept when it was killed, but not while it runs", async () => {
    const swept: string[][] = [];
    await placeFolder(target, async () => void swept.push(sweepUnfinished()));
    mkdirSync(join(cache, "unfinished", "4194999-1"), { recursive: true });
    swept.push(sweepUnfinished((pid) => pid !== 4194999));
    expect(swept).toEqual([[], ["4194999-1"]]);
    expect(readdirSync(join(cache, "unfinished"))).toEqual([]);
  });
});

describe("generateOnce", () => {
  const file = join(cache, "secrets", "passphrase");

  it("writes a secret for this user alone, and never another", () => {
    generateOnce(file, () => "first");
    generateOnce(file, () => "second");
    expect(readFileSync(file, "utf8")).toBe("first");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("makes 32 random bytes", () => {
    generateOnce(`${file}-2`);
    expect(readFileSync(`${file}-2`, "utf8")).toMatch(/^[0-9a-f]{64}$/);
  });

  it("refuses to go on with an emptied file", () => {
    writeFileSync(file, "");
    expect(() => generateOnce(file)).toThrow("passphrase is empty");
  });
});
