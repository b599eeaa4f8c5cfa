/** alertmanager.yml as an AlertmanagerConfig says the same: other names, matchers taken apart, secrets by reference. Pure. */
import { channelSecretPath } from "./alertmanager";
import { type Channel, receiverSecrets } from "./receivers";

/** Where the operator's word is not ours in another spelling. */
const names: Readonly<Record<string, string>> = {
  url_file: "urlSecret",
  routing_key_file: "routingKey",
  api_url_file: "apiURL",
  auth_password_file: "authPassword",
  source_matchers: "sourceMatch",
  target_matchers: "targetMatch",
};

const matcherKeys = new Set(["matchers", "source_matchers", "target_matchers"]);
/** Maps that the operator has as lists. */
const listKeys = new Set(["headers", "details"]);

const camel = (key: string): string =>
  names[key] ?? key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const channelOf = new Map((Object.keys(receiverSecrets) as Channel[]).map((each) => [channelSecretPath(each), each]));

/**
 * @param secret name of the Secret that has each channel's secret under the channel's name
 * @returns an AlertmanagerConfig's spec; what counts for all of an Alertmanager (`global`) is its owner's
 * @throws when a file is named that is no channel's secret, or a matcher is none
 */
export function operatorRoutes(model: Readonly<Record<string, unknown>>, secret: string): object {
  const { global: _, ...own } = model;
  return translated(own, secret) as object;
}

function translated(value: unknown, secret: string): unknown {
  if (Array.isArray(value)) return value.map((each) => translated(each, secret));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [camel(key), field(key, each, secret)]),
  );
}

function field(key: string, value: unknown, secret: string): unknown {
  if (matcherKeys.has(key)) return (value as string[]).map(matcher);
  if (listKeys.has(key))
    return Object.entries(value as Record<string, string>).map(([name, each]) => ({ key: name, value: each }));
  if (!key.endsWith("_file")) return translated(value, secret);
  const channel = channelOf.get(value as string);
  if (channel === undefined) throw new Error(`alertmanager.yml: ${key} ${String(value)} is no channel's secret`);
  return { name: secret, key: channel };
}

function matcher(text: string): { name: string; matchType: string; value: string } {
  const [, name, matchType, value] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? [];
  if (name === undefined || matchType === undefined || value === undefined)
    throw new Error(`alertmanager.yml: "${text}" is no matcher`);
  return { name, matchType, value };
}
