import { environmentOf } from "./run";

describe("of which stack Pulumi is asked", () => {
  it("is refused where there is no such one, before anything is built or looked for", async () => {
    await expect(environmentOf("nowhere")).rejects.toThrow(
      'STACK is "nowhere"; allowed: local, preprod, prod, and of these two the parts',
    );
  });
});
