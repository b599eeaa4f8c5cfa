// njs: what anybody may read of a process of this machine: when it began, and what its network has carried.
import fs from "fs";

const folder = "/proc";
// The kernel's ticks, as user space is told of them on every platform of ours.
const ticksPerSecond = 100;

function read(path) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    // It has ended meanwhile.
    return undefined;
  }
}

// Unix seconds.
function booted() {
  return Number(/^btime (\d+)$/m.exec(read(`${folder}/stat`))[1]);
}

// Seconds after the machine's start at which the first of these began; undefined when none is left.
function began(pids) {
  const starts = pids
    .map((pid) => read(`${folder}/${pid}/stat`))
    .filter((text) => text !== undefined)
    // The second field is a program's name, which may hold anything; the 22nd is the start.
    .map((text) => Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[19]) / ticksPerSecond);
  return starts.length === 0 ? undefined : Math.min.apply(null, starts);
}

// Bytes received and sent by all interfaces of a process's network but loopback; undefined when it has ended.
function carried(pid) {
  const text = read(`${folder}/${pid}/net/dev`);
  if (text === undefined) return undefined;
  const counts = text
    .split("\n")
    .map((line) => /^\s*([^:\s]+):\s*(.*)$/.exec(line))
    .filter((found) => found !== null && found[1] !== "lo")
    .map((found) => found[2].split(/\s+/));
  const sum = (column) => counts.reduce((all, each) => all + Number(each[column]), 0);
  return { received: sum(0), sent: sum(8) };
}

export default { booted, began, carried };
