import { debianMirrors, parseMirrors } from "./apt";
import { sourceLines } from "./base-image";

const debian = [
  "Packages|Debian|main|http://mirror.example/debian/",
  "DEP-11|Debian|main|http://mirror.example/debian/",
  "Packages|Debian-Security|main|http://security.example/debian-security/",
  "Packages|Node Source|main|https://node.example/",
  "",
].join("\n");

describe("the machine's own Debian mirrors", () => {
  it("are read from apt's index targets", () => {
    expect(parseMirrors(debian)).toEqual({
      main: "http://mirror.example/debian/",
      security: "http://security.example/debian-security/",
    });
  });

  it("are not guessed where apt has no Debian archive", () => {
    expect(parseMirrors("Packages|Ubuntu|main|http://mirror.example/ubuntu/\n")).toBeUndefined();
    expect(parseMirrors("Packages|Debian|contrib|http://mirror.example/debian/\n")).toBeUndefined();
  });

  it("give way to AIRPATH_DEBIAN_MIRROR", async () => {
    expect(await debianMirrors({ AIRPATH_DEBIAN_MIRROR: "http://studio.example/debian" })).toEqual({
      main: "http://studio.example/debian",
    });
  });

  it("become the image's apt sources, security updates included", () => {
    expect(sourceLines({ main: "http://m/", security: "http://s/" })).toEqual([
      "deb http://m/ trixie main",
      "deb http://m/ trixie-updates main",
      "deb http://s/ trixie-security main",
    ]);
    expect(sourceLines({ main: "http://m/" })).toHaveLength(2);
  });
});
