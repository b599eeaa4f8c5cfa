/** Whether every front answers, in clear and encrypted. */
import { get as getPlain } from "node:http";
import { get as getEncrypted } from "node:https";
import type { StackOutputs } from "../../stacks/outputs";

/** @returns what is wrong, or undefined when each shows the player page at both its addresses */
export async function frontsComplaint(fronts: StackOutputs["fronts"]): Promise<string | undefined> {
  const urls = fronts.flatMap(({ http, https }) => [`${http}/`, `${https}/`]);
  const answers = await Promise.all(urls.map(async (url) => ({ url, answer: await statusOf(url) })));
  const words = answers.filter(({ answer }) => answer !== 200).map(({ url, answer }) => `${url}: ${answer}`);
  return words.length > 0 ? words.join("; ") : undefined;
}

/** @returns the HTTP status, or why there is none. Who signed the certificate is the listeners' business: by default, it is itself. */
function statusOf(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { agent: false as const, timeout: 4000 };
    const request = url.startsWith("https:")
      ? getEncrypted(url, { ...options, rejectUnauthorized: false }, answered)
      : getPlain(url, options, answered);
    request.on("error", (error) => resolve(error.message));
    request.on("timeout", () => request.destroy(new Error("no answer in 4 s")));
    function answered(response: { statusCode?: number; resume(): void }): void {
      response.resume();
      resolve(response.statusCode ?? "no status");
    }
  });
}
