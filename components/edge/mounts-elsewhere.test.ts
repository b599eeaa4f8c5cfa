import { runInNewContext } from "node:vm";
import { mountsElsewhere } from "./mounts-elsewhere";

it("sends who asks the CDN for a mount to where Icecast is, without what follows the path", () => {
  const event = { request: { uri: "/rivage-hifi.aac", querystring: { a: { value: "b" } } } };
  const answer = runInNewContext(`${mountsElsewhere("listen.airpath.example")}; handler(event)`, { event }) as object;
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    statusCode: 302,
    statusDescription: "Found",
    headers: {
      location: { value: "https://listen.airpath.example/rivage-hifi.aac" },
      "cache-control": { value: "no-store" },
    },
  });
});
