import type { HlsOriginPlan } from "../../station-inventory/plan-types";
import { storagePath } from "./settings";

/**
 * Where a segment is sought that this origin lacks: at one other origin after the other, on their private ports, where nobody asks further.
 * What is found is kept as if it had been uploaded; always whole, whatever the player wanted of it.
 */
export function peerLocations(peers: HlsOriginPlan[]): string {
  if (peers.length === 0) return "";
  const locations = peers.map(({ host, statusPort: port }, index) => {
    const next =
      index + 1 < peers.length
        ? `\n      error_page 404 500 502 504 = @peer${index + 2};`
        : "\n      error_page 500 502 504 = @missing;";
    return `    location @peer${index + 1} {
      set $peer ${host};
      proxy_pass http://$peer:${port};
      proxy_method GET;
      proxy_set_header Range "";
      proxy_set_header If-None-Match "";
      proxy_set_header If-Modified-Since "";
      proxy_force_ranges on;
      root ${storagePath};
      proxy_store on;
      proxy_store_access user:rw group:r all:r;
      proxy_intercept_errors on;${next}
    }`;
  });
  return `
${locations.join("\n")}
    location @missing {
      return 404;
    }`;
}
