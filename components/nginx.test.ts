import { roomy } from "./nginx";

it("room is the next power of two", () => {
  expect([16, 16.1, 17, 32, 1000].map(roomy)).toEqual([16, 32, 32, 32, 1024]);
});
