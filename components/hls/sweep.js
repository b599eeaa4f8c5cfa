// njs, inside nginx: removes segments that no player can want any more. Engines do not: they do not know what was chosen.
import fs from "fs";

import plans from "./plans.js";
import store from "./store.js";

// All stations within 10 s, a few at a time: nobody waits for a sweep.
const roundMilliseconds = 10000;
const intervalMilliseconds = 250;

function names(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    return [];
  }
}

// Engines replace files at any moment.
function stat(path) {
  try {
    return fs.statSync(path);
  } catch (error) {
    return undefined;
  }
}

function remove(path) {
  try {
    fs.unlinkSync(path);
    store.count("swept");
  } catch (error) {
    if (error.code !== "ENOENT") ngx.log(ngx.ERR, `cannot remove ${path}: ${error.message}`);
  }
}

function isChosen(stretches, letter, name) {
  const parts = /-(\d+)-(\d+)\.ts$/.exec(name);
  return (
    parts &&
    stretches.some((one) => {
      const place = Number(parts[2]) - one.slot;
      return one.engine === letter && one.run === Number(parts[1]) && place >= 0 && place < one.count;
    })
  );
}

function sweepStation(id) {
  const plan = plans.station(id);
  const state = store.get(`station/${id}`);
  const files = [];
  plan.letters.forEach((letter) => {
    const folder = `${settings.storage}/${id}/${letter}/`;
    names(folder).forEach((name) => {
      const found = stat(folder + name);
      if (found) files.push({ path: folder + name, letter, name, stat: found });
    });
  });
  // Against the newest upload and not against now: clocks are set.
  const newest = files.reduce((most, file) => Math.max(most, file.stat.mtimeMs), 0);
  const left = files.filter((file) => {
    const old = newest - file.stat.mtimeMs > plan.unchosenSeconds * 1000;
    if (!old || (state && isChosen(state.chain.stretches, file.letter, file.name))) return true;
    remove(file.path);
    return false;
  });
  ngx.shared.numbers.set(
    `bytes/${id}`,
    left.reduce((sum, file) => sum + file.stat.size, 0),
  );
  ngx.shared.numbers.set(`files/${id}`, left.length);
}

function sweep() {
  const ids = plans.ids();
  const most = Math.ceil((ids.length * intervalMilliseconds) / roundMilliseconds);
  const first = ngx.shared.numbers.get("sweeping") || 0;
  for (let index = 0; index < most; index += 1) sweepStation(ids[(first + index) % ids.length]);
  ngx.shared.numbers.set("sweeping", (first + most) % ids.length);
}

export default { sweep };
