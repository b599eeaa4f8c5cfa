import { fileSettings, settingsIn } from "./stack-file";

it("reads settings as Pulumi hands them over, and no secret", () => {
  const text = `
encryptionsalt: v1:abc
config:
  airpath:zones: 2
  airpath:address: studios.airpath.example
  airpath:exposure: { listeners: NodePort }
  airpath:rootSecret:
    secure: v1:def
`;
  expect(settingsIn("x", text)).toEqual({
    "airpath:zones": "2",
    "airpath:address": "studios.airpath.example",
    "airpath:exposure": '{"listeners":"NodePort"}',
  });
  expect([settingsIn("x", ""), settingsIn("x", "config:")]).toEqual([{}, {}]);
});

it("says what is wrong with a file", () => {
  expect(() => settingsIn("stacks/Pulumi.prod.yaml", "config: {")).toThrow(
    /^stacks\/Pulumi\.prod\.yaml is no YAML: .+; fix: correct it there$/,
  );
  expect(() => fileSettings("nowhere")).toThrow(
    "stacks/Pulumi.nowhere.yaml is not there; allowed: local, preprod, prod",
  );
});

it("reads every file that is committed", () => {
  for (const stack of ["preprod", "prod"]) expect(fileSettings(stack)["airpath:cluster"]).toMatch(/^{"server":"https:/);
});
