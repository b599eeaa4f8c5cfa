import { withoutSalt } from "./state";

it("takes the salt out of a stack's file and nothing else", () => {
  const config = "# the local stack\nconfig:\n  airpath:stations: demo\n";
  expect(withoutSalt(`${config}encryptionsalt: v1:abc=:v1:def\n`)).toBe(config);
  expect(withoutSalt(`encryptionsalt: v1:abc=:v1:def\n${config}`)).toBe(config);
  expect(withoutSalt(config)).toBe(config);
});
