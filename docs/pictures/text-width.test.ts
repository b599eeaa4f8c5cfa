import { textWidth } from "./text-width";

it.each([
  ["", { size: 10 }, 0],
  [" ", { size: 10 }, 3.2],
  ["il", { size: 10 }, 5.6],
  ["~", { size: 10 }, 8.4],
  ["é…", { size: 10 }, 16.8],
  ["W", { size: 20, bold: true }, 22.968],
])("%p is as wide as the widest usual font has it", (text, font, width) => {
  expect(textWidth(text, font)).toBeCloseTo(width);
});
