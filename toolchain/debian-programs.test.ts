import { privateApt, sourceLine } from "./debian-programs";

it("asks the mirror for our suite, signed by Debian", () => {
  expect(sourceLine("http://deb.example/debian")).toBe(
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.example/debian trixie main\n",
  );
});

it("keeps apt inside its folder", () => {
  const options = privateApt("/work");
  expect(options.filter((_, index) => index % 2 === 1)).toEqual([
    "Dir::State::lists=/work/lists",
    "Dir::State::status=/dev/null",
    "Dir::Cache=/work/cache",
    "Dir::Etc::sourcelist=/work/sources.list",
    "Dir::Etc::sourceparts=/dev/null",
    "APT::Sandbox::User=root",
  ]);
});
