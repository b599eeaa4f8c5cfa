// Time that nobody sets: ms that go on evenly while the wall clock is set, and also while this process is stopped.
import fs from "fs";

// Since the machine's start, in seconds.
const uptime = () => parseFloat(fs.readFileSync("/proc/uptime", "utf8")) * 1000;

/** @returns ms, about those since 1970: where the wall clock was when nginx began, and even from there */
function now() {
  const numbers = ngx.shared.numbers;
  const since = uptime();
  // The first one counts, whoever comes second.
  numbers.add("clock", Date.now() - since);
  return Math.round(numbers.get("clock") + since);
}

export default { now };
