import { certificateNames, nameRecords, originsOf } from "./records";
import { testSettings } from "./test-support";

const front = (number: number) => ({ name: `front-${number}`, address: `lb-${number}.aws.example`, port: 443 });

it("divides fronts into the two groups that CloudFront asks one after the other", () => {
  const groups = (count: number) =>
    originsOf(Array.from({ length: count }, (_, index) => front(index + 1))).map((group) =>
      group.map(({ name }) => name),
    );
  expect([1, 2, 5].map(groups)).toEqual([
    [["front-1"]],
    [["front-1"], ["front-2"]],
    [
      ["front-1", "front-3", "front-5"],
      ["front-2", "front-4"],
    ],
  ]);
});

it("names fronts by their health, and each engine for itself alone", () => {
  const called = nameRecords(testSettings).map(({ name, type, address, front: watched }) => [
    name,
    type,
    address,
    watched,
  ]);
  expect(called).toEqual([
    ["origin-1.live.airpath.example", "CNAME", "lb-1.aws.example", "front-1"],
    ["origin-2.live.airpath.example", "CNAME", "lb-2.aws.example", "front-2"],
    ["listen.airpath.example", "CNAME", "lb-1.aws.example", "front-1"],
    ["listen.airpath.example", "CNAME", "lb-2.aws.example", "front-2"],
    ["rivage-a.srt.airpath.example", "A", "192.0.2.1", undefined],
    ["rivage-b.srt.airpath.example", "AAAA", "2001:db8::1", undefined],
  ]);
  const keys = nameRecords(testSettings).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

it.each([
  [["live.airpath.example"], ["live.airpath.example"]],
  [
    ["hls.rivage.example", "hls.boreal.example"],
    ["hls.rivage.example", "hls.boreal.example"],
  ],
  [
    ["rivage.live.example", "boreal.live.example", "live.example"],
    ["*.live.example", "live.example"],
  ],
])("has a certificate for %j name %j", (names, certified) => {
  expect(certificateNames(names)).toEqual(certified);
});
