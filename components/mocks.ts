import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "./workload/content-hash";

/** One resource as the program registered it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/**
 * Runs a piece of a program against Pulumi's mocks.
 * @param stacks outputs of other stacks that it asks for, by their full names
 * @param answers what a cloud would say of a resource or to a call, by type or token, beside what it was told
 * @returns every custom resource it registered, in order, with outputs resolved; secrets stay marked as in Pulumi's protocol
 */
export async function register(
  program: () => void | Promise<void>,
  stacks: Readonly<Record<string, { plain: object; secret: object }>> = {},
  answers: Readonly<Record<string, (inputs: Record<string, unknown>) => object>> = {},
): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        const inputs = named(type, name, given as Record<string, unknown>);
        if (type === "pulumi:pulumi:StackReference") {
          const { plain = {}, secret = {} } = stacks[name] ?? {};
          const outputs = { ...plain, ...secret };
          return { id: name, state: { ...inputs, outputs, secretOutputNames: Object.keys(secret) } };
        }
        if (!type.startsWith("airpath:")) registered.push({ type, name, inputs });
        const answer = answers[type]?.(inputs);
        const state = { ...inputs, imageId: `sha256:${name}`, exitCode: 0, containerLogs: "", ...answer };
        return { id: `${name}-id`, state };
      },
      call: ({ token, inputs }) => {
        const given = inputs as Record<string, unknown>;
        return { ...given, ...answers[token]?.(given) };
      },
    },
    "airpath",
    "local",
    false,
    // As every backend but Pulumi's own service calls it.
    "organization",
  );
  await program();
  await pulumi.runtime.disconnect();
  return registered;
}

/** What has no name gets one from the provider of Kubernetes. Here it comes of the content: the same program must register the same. */
function named(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const metadata = inputs.metadata as Record<string, unknown> | undefined;
  if (!type.startsWith("kubernetes:") || metadata === undefined || "name" in metadata) return inputs;
  return { ...inputs, metadata: { ...metadata, name: `${name}-${shortHash(JSON.stringify(inputs))}` } };
}

/** @returns the inputs of the only resource of that name and type ("Container", "Volume" …). */
export function inputsOf(registered: Registered[], type: string, name: string): Record<string, unknown> {
  const found = registered.filter((each) => each.type.endsWith(`:${type}`) && each.name === name);
  if (found.length !== 1 || !found[0]) {
    const names = registered.map((each) => `${each.type} ${each.name}`).join(", ");
    throw new Error(`${found.length} resources ${type} "${name}"; registered: ${names}`);
  }
  return found[0].inputs;
}
