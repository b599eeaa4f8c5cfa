// The settings as the merge's rules take them: what nginx preloads are values without methods, and shared by all requests.

/** @param {string} id */
function station(id) {
  const preloaded = settings.stations[id];
  return (
    preloaded &&
    Object.assign({}, preloaded, {
      letters: Array.from(preloaded.letters),
      renditions: Array.from(preloaded.renditions),
      formats: Array.from(preloaded.formats),
    })
  );
}

const origins = () => Array.from(settings.origins);

/** @param {string[]} ids of the stations that are wanted @returns {import("./merge/types").MergeSettings} */
function merge(ids) {
  const stations = {};
  ids.forEach((id) => (stations[id] = station(id)));
  return { self: settings.self, origins: origins(), stations };
}

const ids = () => Object.keys(settings.stations);

export default { ids, merge, origins, station };
