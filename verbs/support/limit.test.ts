import { Limit } from "./limit";

it("runs no more at once than it may, all of them in order, whatever becomes of one", async () => {
  const limit = new Limit(2);
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const one = (index: number) =>
    limit.run(async () => {
      begun.push(index);
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      if (index === 1) throw new Error("one");
      return index;
    });
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(one));
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});
